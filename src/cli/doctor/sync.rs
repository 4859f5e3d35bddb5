//! Checks the folder through which computers exchange entries.

use super::check::Check;
use crate::clock;
use crate::journal::Journal;
use crate::paths::Paths;
use crate::plan::Config;
use crate::sync::{self, Remark, Status};

const MORE: &str = "`winddown sync status` says more";

/// How sync stands; none where it is off.
pub(crate) fn folder(paths: &Paths, config: &Config) -> Option<Check> {
    // What is wrong with the journal has a line of its own.
    let journal = Journal::open_or_empty(&paths.journal, "").ok()?;
    let plan = (&config.plan, config.display.clock);
    match sync::status(paths, plan, &journal, clock::now()) {
        Ok(status) => Some(check(&status?)),
        Err(error) => Some(Check::broken(
            "sync",
            error.to_string(),
            "without it entries are recorded all the same",
        )),
    }
}

fn check(status: &Status) -> Check {
    let trouble = status
        .remarks
        .iter()
        .find(|remark| matches!(remark, Remark::Trouble(_)));
    if let Some(trouble) = trouble {
        return Check::broken("sync", trouble.to_string(), MORE);
    }
    let others = status.computers.iter().filter(|it| !it.this).count();
    let silent = if status.remind_here {
        ""
    } else {
        "; reminders are silent here"
    };
    let found = format!(
        "through {} as {}, with {}{silent}",
        status.folder,
        status.name,
        crate::words::counted(others, "other computer")
    );
    match status.remarks.first() {
        None => Check::fine("sync", found),
        Some(remark) => Check {
            advice: Some(MORE.to_owned()),
            ..Check::note("sync", format!("{found}. {remark}"))
        },
    }
}
