use std::fs;

use tempfile::TempDir;

use super::*;

/// A computer on which several processes claim reminders.
struct Computer(TempDir);

impl Computer {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The claims as one more process opens them.
    fn claims(&self) -> Claims {
        Claims::new(self.path("state/claims.db"), self.path("journal.db"))
    }

    /// The names of the files beside the claims.
    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.path("state")).into_iter().flatten();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    /// Puts a folder where the file belongs, so that it cannot be opened.
    fn obstruct(&self) {
        for name in self.files() {
            fs::remove_file(self.path("state").join(name)).unwrap();
        }
        fs::create_dir_all(self.path("state/claims.db")).unwrap();
    }

    fn clear(&self) {
        fs::remove_dir(self.path("state/claims.db")).unwrap();
    }
}

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-24T{time}Z").parse().unwrap()
}

fn tonight() -> EveningDate {
    "2026-11-24".parse().unwrap()
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

impl Claims {
    fn claims_one(&mut self, owner: &str, now: DateTime<Utc>) -> bool {
        !self
            .claim_all(&keys(&["stretch"]), tonight(), owner, now)
            .is_empty()
    }

    fn sends_one(&mut self, owner: &str, now: DateTime<Utc>) -> bool {
        let is_ours = self.claims_one(owner, now);
        if is_ours {
            self.mark_sent(&keys(&["stretch"]), "desktop", None, now);
        }
        is_ours
    }
}

#[test]
fn a_reminder_is_claimed_once_until_the_claim_expires() {
    let computer = Computer::new();
    let (mut one, mut other) = (computer.claims(), computer.claims());
    let now = at("20:50:00");
    let expires = now + CLAIM_LIFETIME;
    assert!(one.claims_one("one", now));
    assert!(!other.claims_one("other", now));
    assert!(!other.claims_one("other", expires - TimeDelta::milliseconds(1)));
    assert!(other.sends_one("other", expires));
    assert!(!one.claims_one("one", now + TimeDelta::days(1)));
    let claims = one.about(tonight(), now);
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].owner, "other");
    assert_eq!(claims[0].sent_at, Some(expires));
}

#[test]
fn of_two_processes_that_wake_together_only_one_claims_even_if_the_other_read_an_earlier_time() {
    let computer = Computer::new();
    let (mut window, mut agent) = (computer.claims(), computer.claims());
    let woke = at("20:50:00");
    assert!(window.claims_one("window", woke + TimeDelta::milliseconds(3)));
    assert!(!agent.claims_one("agent", woke));
}

#[test]
fn a_claim_made_before_the_clock_was_set_back_expires() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    let now = at("20:50:00");
    assert!(claims.claims_one("one", now + TimeDelta::days(365)));
    assert!(claims.claims_one("other", now));
}

#[test]
fn claiming_several_reminders_claims_only_the_free_ones() {
    let computer = Computer::new();
    let (mut one, mut other) = (computer.claims(), computer.claims());
    let now = at("20:50:00");
    assert!(one.claims_one("one", now));
    let both = keys(&["bath", "stretch"]);
    let claimed = other.claim_all(&both, tonight(), "other", now);
    assert_eq!(claimed, ["bath"]);
    assert!(one.claim_all(&both, tonight(), "one", now).is_empty());
}

#[test]
fn a_notification_is_taken_over_by_one_process_while_it_is_on_the_screen() {
    let computer = Computer::new();
    let (mut dead, mut one, mut other) = (computer.claims(), computer.claims(), computer.claims());
    let (now, stretch) = (at("20:50:00"), keys(&["stretch"]));
    let shown = NotificationRef {
        number: 7,
        service: "bus 1".to_owned(),
    };
    assert!(dead.claims_one("dead", now));
    dead.mark_sent(&stretch, "desktop", Some(&shown), now);
    let notification = |claims: &mut Claims| claims.about(tonight(), now)[0].notification.clone();
    assert_eq!(notification(&mut one), Some(shown));
    assert!(one.take_over(&stretch, "dead", "one", now));
    assert!(!other.take_over(&stretch, "dead", "other", now));
    one.mark_gone(&stretch, now);
    assert_eq!(notification(&mut other), None);
    assert!(!other.take_over(&stretch, "one", "other", now));
}

#[test]
fn silence_ends_by_itself_unless_it_is_renewed() {
    let computer = Computer::new();
    let (mut claims, mut other) = (computer.claims(), computer.claims());
    let now = at("02:30:00");
    assert_eq!(claims.silent_until(now), None);
    claims.request_silence(now);
    let until = now + SILENCE_DURATION;
    assert_eq!(other.silent_until(now), Some(until));
    assert_eq!(other.silent_until(until), None);
    assert_eq!(
        other.silent_until(now - TimeDelta::hours(1)),
        None,
        "set back"
    );
    claims.end_silence(now);
    assert_eq!(other.silent_until(now), None);
}

#[test]
fn claims_of_an_older_version_are_taken_over_from_the_journal() {
    let computer = Computer::new();
    let journal = Connection::open(computer.path("journal.db")).unwrap();
    journal
        .execute_batch(include_str!("../journal/schema_1.sql"))
        .unwrap();
    let sql = "INSERT INTO claim (reminder, evening, owner, claimed_at, sent_at, channel, bubble, service)
               VALUES (?1, ?2, '4711 0', ?3, ?3, 'desktop', 7, 'bus 1')";
    for (reminder, evening) in [
        ("too old", "2026-11-22"),
        ("morning", "2026-11-23"),
        ("stretch", "2026-11-24"),
    ] {
        let sent = at("20:50:00").timestamp_millis();
        journal
            .execute(sql, rusqlite::params![reminder, evening, sent])
            .unwrap();
    }
    let (mut one, mut other) = (computer.claims(), computer.claims());
    let now = at("21:00:00");
    assert!(!one.claims_one("one", now));
    assert!(!other.claims_one("other", now));
    let claims = other.about(tonight(), now);
    let shown = claims[0].notification.as_ref().unwrap();
    assert_eq!((shown.number, shown.service.as_str()), (7, "bus 1"));
    let before = |days| tonight().days_before(days);
    assert_eq!(one.about(before(1), now).len(), 1);
    assert_eq!(one.about(before(2), now).len(), 0);
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone_also_if_it_was_not() {
    use std::os::unix::fs::PermissionsExt;
    let computer = Computer::new();
    let file = computer.path("state/claims.db");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut claims = computer.claims();
    assert!(claims.sends_one("one", at("20:50:00")));
    assert_eq!(mode(&computer.path("state")), 0o700);
    for name in computer.files() {
        assert_eq!(mode(&computer.path("state").join(&name)), 0o600, "{name}");
    }
    drop(claims);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(computer.claims().silent_until(at("20:50:00")), None);
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn a_damaged_file_is_moved_aside_and_nothing_is_sent_twice_by_those_who_run() {
    let computer = Computer::new();
    let file = computer.path("state/claims.db");
    let mut claims = computer.claims();
    assert!(claims.sends_one("one", at("20:50:00")));
    drop(claims);
    fs::write(&file, "no claims ".repeat(1000)).unwrap();
    // A process that starts knows nothing.
    let (mut one, mut other) = (computer.claims(), computer.claims());
    assert!(one.sends_one("one", at("20:51:00")));
    assert!(computer.files().contains(&"claims.db.damaged".to_owned()));
    assert!(!other.sends_one("other", at("20:51:00")));
    assert_eq!(one.problem(), None);
    // One that runs does.
    let damaged = computer.path("damaged");
    fs::write(&damaged, "no claims ".repeat(1000)).unwrap();
    fs::rename(&damaged, &file).unwrap();
    assert!(!one.sends_one("one", at("20:55:00")));
    let last = Claims::last_reminder(&file).unwrap().unwrap();
    assert_eq!(last.sent_at, Some(at("20:51:00")));
}

#[test]
fn a_file_of_another_program_is_moved_aside() {
    let computer = Computer::new();
    fs::create_dir(computer.path("state")).unwrap();
    let other = Connection::open(computer.path("state/claims.db")).unwrap();
    other
        .execute_batch("CREATE TABLE bookmark (url TEXT)")
        .unwrap();
    drop(other);
    assert!(computer.claims().sends_one("one", at("20:50:00")));
    assert!(computer.files().contains(&"claims.db.damaged".to_owned()));
}

#[test]
fn without_a_file_a_process_remembers_its_claims_and_shares_them_later() {
    let computer = Computer::new();
    computer.obstruct();
    let (mut one, mut other) = (computer.claims(), computer.claims());
    assert!(one.sends_one("one", at("20:50:00")));
    assert!(
        !one.sends_one("one", at("20:50:40")),
        "once for each process"
    );
    assert!(one.problem().unwrap().to_string().contains("claims.db"));
    one.request_silence(at("20:50:40"));
    assert!(one.silent_until(at("20:50:41")).is_some());
    computer.clear();
    assert!(!one.sends_one("one", at("20:51:30")));
    assert_eq!(one.problem(), None);
    assert!(!other.sends_one("other", at("20:51:30")));
    let last = Claims::last_reminder(&computer.path("state/claims.db"));
    assert_eq!(last.unwrap().unwrap().sent_at, Some(at("20:50:00")));
}

#[test]
fn a_file_that_becomes_unusable_or_is_deleted_sends_nothing_twice() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    assert!(claims.sends_one("one", at("20:50:00")));
    for name in computer.files() {
        fs::remove_file(computer.path("state").join(name)).unwrap();
    }
    assert!(!claims.sends_one("one", at("20:51:00")));
    assert!(!computer.claims().sends_one("other", at("20:51:00")));
    computer.obstruct();
    assert!(!claims.sends_one("one", at("20:52:00")));
    assert!(claims.problem().is_some());
}

#[test]
fn what_was_noted_by_others_is_not_overwritten_when_the_file_can_be_used_again() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    assert!(claims.claims_one("one", at("20:50:00")));
    let before = fs::read(computer.path("state/claims.db")).unwrap();
    assert!(!before.is_empty());
    // While this process does not look, the claim expires, and another process sends the reminder.
    let mut other = computer.claims();
    assert!(other.sends_one("other", at("20:50:40")));
    claims.file = FileState::NotOpened;
    let known = claims.about(tonight(), at("20:51:00"));
    assert_eq!(known[0].sent_at, Some(at("20:50:40")));
}

#[test]
fn a_file_that_another_process_has_locked_stops_nobody_for_long() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    assert!(claims.sends_one("one", at("20:50:00")));
    let holder = Connection::open(computer.path("state/claims.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let bath = keys(&["bath"]);
    let claimed = claims.claim_all(&bath, tonight(), "one", at("21:00:00"));
    assert_eq!(claimed, bath);
    assert!(claims.problem().is_some());
    holder.execute_batch("ROLLBACK").unwrap();
    let mut other = computer.claims();
    claims.mark_sent(&bath, "desktop", None, at("21:00:30"));
    assert!(
        other
            .claim_all(&bath, tonight(), "other", at("21:01:00"))
            .is_empty()
    );
}

#[test]
fn claims_of_long_ago_are_deleted() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    let nights = (0..40).rev().map(|days| tonight().days_before(days));
    for evening in nights {
        let key = keys(&[&format!("{evening} stretch")]);
        assert_eq!(claims.claim_all(&key, evening, "one", at("20:50:00")), key);
    }
    let db = Connection::open(computer.path("state/claims.db")).unwrap();
    let count: u32 = db
        .query_row("SELECT count(*) FROM claim", [], |row| row.get(0))
        .unwrap();
    assert_eq!(u64::from(count), DAYS_STORED + 1);
    assert_eq!(claims.known.claims.len() as u64, DAYS_STORED + 1);
}

#[test]
fn looking_for_the_last_reminder_creates_and_changes_nothing() {
    let computer = Computer::new();
    let file = computer.path("state/claims.db");
    assert_eq!(Claims::last_reminder(&file).unwrap(), None);
    assert!(!computer.path("state").exists());
    let mut claims = computer.claims();
    let hook = keys(&["hook on_due 2026-11-24 stretch"]);
    claims.sends_one("one", at("20:50:00"));
    claims.claim_all(&hook, tonight(), "one", at("20:55:00"));
    let last = || Claims::last_reminder(&file).unwrap().unwrap().reminder;
    assert_eq!(last(), "stretch", "while another process has it open");
    drop(claims);
    let before = computer.files();
    assert_eq!(last(), "stretch");
    assert_eq!(computer.files(), before);
    fs::write(&file, "no claims ".repeat(1000)).unwrap();
    assert!(Claims::last_reminder(&file).is_err());
    assert_eq!(fs::read(&file).unwrap().len(), 10_000);
}

/// Each file is in a folder of its own. In one process, unlike between processes, SQLite does not notice that a file was
/// deleted under a reader: the next one at this path would empty the index (-shm) that the reader has mapped.
#[test]
fn the_last_reminder_is_read_from_a_log_without_its_index_and_nothing_is_written() {
    let computer = Computer::new();
    let mut claims = computer.claims();
    claims.sends_one("an agent", at("18:00:00"));
    // As a crash leaves the files, and a copy of them without the index.
    let left = Computer::new();
    fs::create_dir(left.path("state")).unwrap();
    for name in ["state/claims.db", "state/claims.db-wal"] {
        fs::copy(computer.path(name), left.path(name)).unwrap();
    }
    let before = left.files();
    let path = left.path("state/claims.db");
    let there = Claims::last_reminder(&computer.path("state/claims.db")).unwrap();
    assert!(there.is_some());
    assert_eq!(Claims::last_reminder(&path).unwrap(), there);
    assert_eq!(left.files(), before);
}

#[test]
fn the_last_reminder_can_be_read_while_others_create_and_close_the_file() {
    for _ in 0..20 {
        let computer = Computer::new();
        let file = computer.path("state/claims.db");
        std::thread::scope(|scope| {
            let others = scope.spawn(|| {
                for second in 0..2 {
                    let now = at("20:50:00") + TimeDelta::seconds(second);
                    computer.claims().claims_one("one", now);
                }
            });
            while !others.is_finished() {
                let read = Claims::last_reminder(&file);
                assert!(read.is_ok(), "{read:?}");
            }
        });
    }
}

fn answer(given_at: &str) -> GivenAnswer {
    GivenAnswer {
        evening: tonight(),
        step: Some("stretch".into()),
        button: "done".to_owned(),
        given_at: at(given_at),
    }
}

#[test]
fn an_answer_is_stored_for_other_processes_until_it_is_deleted() {
    let computer = Computer::new();
    let now = at("20:50:00");
    let about_the_evening = GivenAnswer {
        step: None,
        button: "lights-out".to_owned(),
        ..answer("20:49:00.123")
    };
    let mut one = computer.claims();
    for answer in [&answer("20:50:00"), &about_the_evening] {
        assert!(one.store_answer(answer, "one", now));
    }
    let mut other = computer.claims();
    let owned = |answer: &GivenAnswer, owner: &str| (answer.clone(), owner.to_owned());
    let both = [&about_the_evening, &answer("20:50:00")].map(|answer| owned(answer, "one"));
    assert_eq!(other.answers(now), both);
    assert!(other.delete_answer(&about_the_evening, now));
    assert_eq!(one.answers(now), [owned(&answer("20:50:00"), "one")]);
}

#[test]
fn an_answer_is_taken_over_by_one_process_and_stays_with_it() {
    let computer = Computer::new();
    let now = at("20:50:00");
    let (mut one, mut other) = (computer.claims(), computer.claims());
    let answer = answer("20:50:00");
    one.store_answer(&answer, "gone", now);
    assert!(one.take_over_answer(&answer, "gone", "one", now));
    assert!(!other.take_over_answer(&answer, "gone", "other", now));
    assert!(other.store_answer(&answer, "gone", now));
    assert_eq!(other.answers(now), [(answer, "one".to_owned())]);
}

#[test]
fn an_answer_is_not_stored_where_the_file_cannot_be_used() {
    let computer = Computer::new();
    computer.obstruct();
    let mut claims = computer.claims();
    let now = at("20:50:00");
    assert!(!claims.store_answer(&answer("20:50:00"), "one", now));
    assert!(!claims.delete_answer(&answer("20:50:00"), now));
    computer.clear();
    assert!(claims.store_answer(&answer("20:50:00"), "one", now + RETRY_AFTER));
}

#[test]
fn a_file_without_a_table_of_answers_gets_one() {
    let computer = Computer::new();
    let now = at("20:50:00");
    computer.claims().claims_one("one", now);
    let db = Connection::open(computer.path("state/claims.db")).unwrap();
    db.execute_batch("DROP TABLE answer").unwrap();
    let mut claims = computer.claims();
    assert!(claims.store_answer(&answer("20:50:00"), "one", now));
    assert_eq!(claims.about(tonight(), now).len(), 1);
}
