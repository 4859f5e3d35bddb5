//! The events, one a line.

use super::Exported;
use crate::coach::Coach;
use crate::event::EveningDate;
use crate::exchange;

pub(super) fn exported(
    coach: &Coach,
    (from, to): (Option<EveningDate>, Option<EveningDate>),
) -> anyhow::Result<Exported> {
    let mut text = String::new();
    for row in coach.journal.stored_rows()? {
        let evening = row.event()?.evening;
        if from.is_none_or(|from| from <= evening) && to.is_none_or(|to| evening <= to) {
            text += &exchange::json::line(&row)?;
            text.push('\n');
        }
    }
    let unreadable = coach.journal.unreadable()?.len();
    let remark = match unreadable {
        0 => String::new(),
        1 => "One entry cannot be read and is not in it; `winddown journal check` names it."
            .to_owned(),
        many => format!(
            "{many} entries cannot be read and are not in it; `winddown journal check` names them."
        ),
    };
    Ok(Exported { text, remark })
}
