//! The plan as a calendar.

use super::Exported;
use crate::cli::context::CommandContext;
use crate::coach::Coach;
use crate::exchange::ics::Calendar;
use crate::journal::JournalError;

pub(super) fn exported(coach: &Coach, ctx: &CommandContext) -> Result<Exported, JournalError> {
    let zone_name = coach.zone.name();
    let calendar = Calendar {
        plan: &coach.config.plan,
        lead: coach.config.reminders.lead,
        private: coach.config.reminders.private,
        from: coach.date_of_tonight(ctx.now)?,
        zone: &coach.zone,
        zone_name: zone_name.as_deref(),
        now: ctx.now,
    };
    Ok(Exported {
        text: calendar.text(),
        remark: "A calendar keeps it as it is now; after a change of your plan export it again."
            .to_owned(),
    })
}
