//! What a computer says of itself in the folder: `about.json` beside its files of events. It is written only when it
//! changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::switch::LONGEST_NAME;
use crate::plan::Plan;
use crate::printable::on_one_line;

/// The name of the file.
pub(super) const FILE: &str = "about.json";

/// The longest version that is shown, in characters.
const LONGEST_VERSION: usize = 20;

/// A larger one is not read.
pub(super) const LARGEST: u64 = 1 << 20;

/// What a computer says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// The version of the program there.
    pub version: String,
    /// Whether it reads the inbox.
    #[serde(default)]
    pub inbox: bool,
    /// Ids under which it wrote before.
    #[serde(default)]
    pub replaces: Vec<Uuid>,
    /// Its plan, as the journal records plans.
    #[serde(default)]
    pub plan: Option<Value>,
}

impl About {
    /// Reads one; none if it is not whole. Whoever can write into the folder may have written it, so its texts are put on
    /// one line and cut to a length at which they can be shown.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        let about: Self = serde_json::from_slice(content).ok()?;
        let cut = |text: &str, most: usize| on_one_line(text).chars().take(most).collect();
        Some(Self {
            name: cut(&about.name, LONGEST_NAME),
            version: cut(&about.version, LONGEST_VERSION),
            ..about
        })
    }

    /// Its plan; none if it has none that this version can read.
    pub fn plan(&self) -> Option<Plan> {
        Plan::from_record(self.plan.as_ref()?).ok()
    }
}
