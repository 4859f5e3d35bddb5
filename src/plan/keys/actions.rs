//! What the keys of the screens do, and on which screens.

/// What can be given another key. The order is that in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyAction {
    /// Mark the step done.
    Done,
    /// Skip the step.
    Skip,
    /// Snooze the step.
    Snooze,
    /// Undo the last entry.
    Undo,
    /// Move tonight's bedtime.
    Bedtime,
    /// Excuse the evening.
    Excuse,
    /// Write a note.
    Note,
    /// Show why the step is there.
    Why,
    /// Open the diary.
    Log,
    /// Open the diary's page of caffeine.
    Caffeine,
    /// Open the morning's page.
    Morning,
    /// Ask about reminders without a window.
    Reminders,
    /// Begin a routine or a timer again from its beginning.
    Again,
    /// Review a week.
    Week,
    /// Review a month.
    Month,
    /// Review three months.
    Quarter,
    /// Review a year.
    Year,
    /// Review all evenings.
    All,
    /// Show the next chart of the review.
    Chart,
    /// Show what goes with the legs.
    Compare,
    /// Try a step on evenings drawn by chance.
    Trial,
    /// Go back to today in the review.
    Today,
    /// Type milligrams or a drink's name.
    Amount,
    /// Type a time.
    Time,
    /// Type over how many minutes a drink was drunk.
    Over,
    /// Remove an entry.
    Remove,
    /// Switch the player's sound.
    Sound,
    /// Count a routine that was ended early.
    Count,
    /// Keep the place in a routine that was ended early.
    Keep,
    /// Discard a routine that was ended early.
    Discard,
    /// Accept the night that is proposed.
    Accept,
    /// Decline the night that is proposed.
    Decline,
    /// It happened as planned.
    AsPlanned,
    /// It happened just now.
    Now,
    /// It is not known when it happened.
    NotKnown,
    /// Answer a question with yes.
    Yes,
    /// Answer a question with no.
    No,
    /// Open Learn.
    Learn,
    /// Record that the symptoms begin now.
    Onset,
    /// Start the routine for being awake at night.
    Night,
    /// Open the settings.
    Settings,
    /// Show the help.
    Help,
    /// Leave.
    Quit,
}

impl KeyAction {
    /// All of them.
    pub const ALL: [Self; 43] = [
        Self::Done,
        Self::Skip,
        Self::Snooze,
        Self::Undo,
        Self::Bedtime,
        Self::Excuse,
        Self::Note,
        Self::Why,
        Self::Log,
        Self::Caffeine,
        Self::Morning,
        Self::Reminders,
        Self::Again,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::All,
        Self::Chart,
        Self::Compare,
        Self::Trial,
        Self::Today,
        Self::Amount,
        Self::Time,
        Self::Over,
        Self::Remove,
        Self::Sound,
        Self::Count,
        Self::Keep,
        Self::Discard,
        Self::Accept,
        Self::Decline,
        Self::AsPlanned,
        Self::Now,
        Self::NotKnown,
        Self::Yes,
        Self::No,
        Self::Learn,
        Self::Onset,
        Self::Night,
        Self::Settings,
        Self::Help,
        Self::Quit,
    ];

    /// Its name in the config, and the key that it has without one of the user's own.
    fn name_and_key(self) -> (&'static str, char) {
        match self {
            Self::Done => ("done", 'd'),
            Self::Skip => ("skip", 's'),
            Self::Snooze => ("snooze", 'z'),
            Self::Undo => ("undo", 'u'),
            Self::Bedtime => ("bedtime", 'b'),
            Self::Excuse => ("excuse", 'e'),
            Self::Note => ("note", 'n'),
            Self::Why => ("why", 'w'),
            Self::Log => ("log", 'l'),
            Self::Caffeine => ("caffeine", 'c'),
            Self::Morning => ("morning", 'm'),
            Self::Reminders => ("reminders", 'a'),
            Self::Again => ("again", 'r'),
            Self::Week => ("week", 'w'),
            Self::Month => ("month", 'm'),
            Self::Quarter => ("quarter", '3'),
            Self::Year => ("year", 'y'),
            Self::All => ("all", 'a'),
            Self::Chart => ("chart", 'v'),
            Self::Compare => ("compare", 'c'),
            Self::Trial => ("trial", 't'),
            Self::Today => ("today", 't'),
            Self::Amount => ("amount", 'm'),
            Self::Time => ("when", 't'),
            Self::Over => ("over", 'o'),
            Self::Remove => ("remove", 'x'),
            Self::Sound => ("sound", 's'),
            Self::Count => ("count", 'c'),
            Self::Keep => ("keep", 'k'),
            Self::Discard => ("discard", 'd'),
            Self::Accept => ("accept", '='),
            Self::Decline => ("decline", '_'),
            Self::AsPlanned => ("as_planned", 'p'),
            Self::Now => ("now", 'n'),
            Self::NotKnown => ("not_known", 'x'),
            Self::Yes => ("yes", 'y'),
            Self::No => ("no", 'n'),
            Self::Learn => ("learn", 'i'),
            Self::Onset => ("onset", '!'),
            Self::Night => ("night", '*'),
            Self::Settings => ("settings", ','),
            Self::Help => ("help", '?'),
            Self::Quit => ("quit", 'q'),
        }
    }

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        self.name_and_key().0
    }

    /// Its name for the user, and what it does in one line.
    pub(in crate::plan) fn title_and_about(self) -> (&'static str, &'static str) {
        match self {
            Self::Done => ("Done", "Mark the step done."),
            Self::Skip => ("Skip", "Skip the step."),
            Self::Snooze => ("Snooze", "Be reminded of the step a little later."),
            Self::Undo => ("Undo", "Take back the last entry."),
            Self::Bedtime => ("Bedtime tonight", "Go to bed at another time tonight."),
            Self::Excuse => ("Excuse", "Let the evening count neither way."),
            Self::Note => ("Note", "Write a note."),
            Self::Why => ("Why", "Say why the step is there."),
            Self::Log => ("Diary", "Open the diary."),
            Self::Caffeine => ("Drinks", "Open the page of caffeine."),
            Self::Morning => ("The night", "Open the page of the night."),
            Self::Reminders => ("Reminders", "Ask about reminders without a window."),
            Self::Again => ("From the start", "Begin a routine or a timer again."),
            Self::Week => ("Week", "Review a week."),
            Self::Month => ("Month", "Review a month."),
            Self::Quarter => ("Quarter", "Review three months."),
            Self::Year => ("Year", "Review a year."),
            Self::All => ("Everything", "Review all evenings."),
            Self::Chart => ("Next chart", "Show the next chart of the review."),
            Self::Compare => ("Compare", "Show what goes with the legs."),
            Self::Trial => ("Trial", "Try a step on evenings drawn by chance."),
            Self::Today => ("Today", "Go back to today in the review."),
            Self::Amount => ("Amount", "Type milligrams or the name of a drink."),
            Self::Time => ("When", "Type a time."),
            Self::Over => ("Over", "Say how long a drink took."),
            Self::Remove => ("Remove", "Remove an entry, or a line of the settings."),
            Self::Sound => ("Sound", "Switch the player's sound on or off."),
            Self::Count => ("Count it", "Count a routine that was ended early."),
            Self::Keep => (
                "Keep the place",
                "Go on later with a routine that was ended early.",
            ),
            Self::Discard => ("Discard", "Forget a routine that was ended early."),
            Self::Accept => ("Accept the night", "Record the night as proposed."),
            Self::Decline => ("Not so", "Drop the night that is proposed."),
            Self::AsPlanned => ("As planned", "It happened as planned."),
            Self::Now => ("Just now", "It happened just now."),
            Self::NotKnown => ("Not known", "It is not known when it happened."),
            Self::Yes => ("Yes", "Answer a question with yes."),
            Self::No => ("No", "Answer a question with no."),
            Self::Learn => ("Learn", "Open the pages on restless legs."),
            Self::Onset => ("It begins", "Record that the symptoms begin now."),
            Self::Night => ("Woken", "Start the routine for the night."),
            Self::Settings => ("Settings", "Open these settings."),
            Self::Help => ("Help", "Show what the keys do."),
            Self::Quit => ("Leave", "Leave winddown."),
        }
    }

    /// The key that it has without one of the user's own.
    pub fn built_in(self) -> char {
        self.name_and_key().1
    }
}

/// A screen, or one of its states, in which keys act that are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyArea {
    /// Tonight.
    Tonight,
    /// The review of evenings.
    Review,
    /// What goes with the legs.
    Comparisons,
    /// Trying a step.
    Trial,
    /// The list of the diary's pages.
    Diary,
    /// The diary's page of the legs.
    Legs,
    /// The diary's page of when the symptoms began.
    Onset,
    /// The diary's pages with fields to fill in.
    Form,
    /// The diary's page of caffeine.
    Caffeine,
    /// The diary's page of what the day was like.
    Day,
    /// The diary's list of entries.
    Entries,
    /// The guided player.
    Player,
    /// The question before a routine is ended early.
    EndOfRoutine,
    /// The choice of a routine for a step.
    Routines,
    /// The timer of a step.
    Timer,
    /// Learn.
    Learn,
    /// The settings.
    Settings,
    /// The help.
    Help,
    /// The question when something happened.
    When,
    /// Any other question, with the choice of steps at the first start.
    Question,
}

/// The actions that work in every area.
const EVERYWHERE: [KeyAction; 4] = [
    KeyAction::Onset,
    KeyAction::Night,
    KeyAction::Help,
    KeyAction::Quit,
];

impl KeyArea {
    /// All of them.
    pub(super) const ALL: [Self; 20] = [
        Self::Tonight,
        Self::Review,
        Self::Comparisons,
        Self::Trial,
        Self::Diary,
        Self::Legs,
        Self::Onset,
        Self::Form,
        Self::Caffeine,
        Self::Day,
        Self::Entries,
        Self::Player,
        Self::EndOfRoutine,
        Self::Routines,
        Self::Timer,
        Self::Learn,
        Self::Settings,
        Self::Help,
        Self::When,
        Self::Question,
    ];

    /// Where it is, to complete a sentence about a key.
    pub(super) fn place(self) -> &'static str {
        match self {
            Self::Tonight => "on Tonight",
            Self::Review => "in the review",
            Self::Comparisons => "on the page of comparisons",
            Self::Trial => "where a step is tried",
            Self::Diary => "in the diary",
            Self::Legs => "on the diary's page of the legs",
            Self::Onset => "on the diary's page of when it began",
            Self::Form => "in the diary's forms",
            Self::Caffeine => "on the caffeine page",
            Self::Day => "on the diary's page of the day",
            Self::Entries => "in the list of entries",
            Self::Player => "in the player",
            Self::EndOfRoutine => "where a routine is ended early",
            Self::Routines => "where a routine is chosen",
            Self::Timer => "on the timer",
            Self::Learn => "in Learn",
            Self::Settings => "in the settings",
            Self::Help => "in the help",
            Self::When => "in the question when it was",
            Self::Question => "in questions",
        }
    }

    /// Whether the key of that action works there.
    pub fn has(self, action: KeyAction) -> bool {
        self.actions().any(|other| other == action)
    }

    /// The actions whose keys work there.
    pub(super) fn actions(self) -> impl Iterator<Item = KeyAction> + Clone {
        EVERYWHERE.iter().chain(self.own_actions()).copied()
    }

    /// The actions whose keys work there, beside those that work everywhere.
    fn own_actions(self) -> &'static [KeyAction] {
        use KeyAction as A;
        match self {
            Self::Tonight => &[
                A::Done,
                A::Skip,
                A::Snooze,
                A::Undo,
                A::Bedtime,
                A::Excuse,
                A::Note,
                A::Why,
                A::Log,
                A::Caffeine,
                A::Morning,
                A::Reminders,
                A::Again,
                A::Accept,
                A::Decline,
                A::Learn,
                A::Settings,
            ],
            Self::Review => &[
                A::Undo,
                A::Excuse,
                A::Log,
                A::Week,
                A::Month,
                A::Quarter,
                A::Year,
                A::All,
                A::Chart,
                A::Compare,
                A::Today,
                A::Learn,
                A::Settings,
            ],
            Self::Comparisons => &[A::Compare, A::Trial, A::Learn, A::Settings],
            Self::Trial => &[A::Undo, A::Remove, A::Learn, A::Settings],
            // The letter of Learn ticks a feeling there.
            Self::Legs | Self::Onset => &[A::Why, A::Settings],
            // A comma is typed into forms.
            Self::Form => &[A::Accept, A::Decline, A::Learn],
            Self::Diary | Self::Day | Self::Learn | Self::Routines => &[A::Learn, A::Settings],
            Self::Caffeine => &[A::Undo, A::Amount, A::Time, A::Over, A::Learn, A::Settings],
            Self::Entries => &[
                A::Done,
                A::Skip,
                A::Undo,
                A::Excuse,
                A::Remove,
                A::Learn,
                A::Settings,
            ],
            Self::Settings => &[A::Undo, A::Remove],
            Self::Player => &[A::Why, A::Sound, A::Learn, A::Settings],
            Self::EndOfRoutine => &[A::Count, A::Keep, A::Discard],
            Self::Timer => &[A::Done, A::Why, A::Again, A::Learn, A::Settings],
            Self::Help => &[],
            Self::When => &[A::AsPlanned, A::Now, A::NotKnown, A::Time],
            Self::Question => &[A::Yes, A::No, A::Learn],
        }
    }

    /// The characters that mean something there which no other key can: they move, choose from a list beside whose lines
    /// they stand, rate the legs, or are typed into a field.
    pub(super) fn fixed(self) -> &'static str {
        match self {
            Self::Tonight => "jkgx0123456789",
            Self::Review => "hjk[]",
            Self::Comparisons => "hjk",
            Self::Trial => "hjkl",
            Self::Diary => "lomcdbse[]",
            Self::Legs => "tcaipx0123456789[]",
            Self::Onset => "lae0[]",
            Self::Form => "ynesohapmugl/%0123456789:.,-[]",
            Self::Caffeine => "-+=0123456789[]",
            Self::Day => "aehsnlmpw123456789[]",
            Self::Entries => "hljkg[]",
            Self::Player => "hljkx+=0123456789",
            Self::EndOfRoutine | Self::Help => "",
            Self::Routines => "jk123456789",
            Self::Timer => "jk+=",
            Self::Learn => "hjkgfb",
            Self::Settings => "jkg/+[]",
            Self::When => "0123456789",
            Self::Question => "jkxb",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_built_in_key_means_two_things_in_one_area() {
        for area in KeyArea::ALL {
            let mut taken: HashSet<char> = area.fixed().chars().collect();
            for action in area.actions() {
                assert!(
                    taken.insert(action.built_in()),
                    "{action:?} {}",
                    area.place()
                );
            }
        }
    }

    #[test]
    fn every_action_works_somewhere_and_has_a_name_of_its_own() {
        let mut names = HashSet::new();
        for action in KeyAction::ALL {
            assert!(names.insert(action.name()), "{action:?}");
            let has_it = |area: KeyArea| area.actions().any(|other| other == action);
            assert!(KeyArea::ALL.into_iter().any(has_it), "{action:?}");
        }
    }
}
