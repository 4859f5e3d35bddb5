use super::super::evenings::{EVENINGS_WITH_A_RESCUE, EVENINGS_WITH_IRON_OR_SELF_CHECK};
use super::super::schema;
use super::span::{BETWEEN, EXTENT};
use super::*;

#[test]
fn queries_for_evenings_spans_and_plans_use_an_index() {
    let db = Connection::open_in_memory().unwrap();
    schema::create(&db).unwrap();
    for sql in [
        BETWEEN,
        EXTENT,
        PLANS_UNTIL,
        LIGHTS_OUT_BEFORE_PLANS,
        PLANS_BACKWARDS,
        FROM_THE_FIRST_EVENING,
        EVENINGS_WITH_IRON_OR_SELF_CHECK,
        EVENINGS_WITH_A_RESCUE,
        EVENT_COUNTS,
    ] {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let plan: Vec<String> = statement
            .query_map(
                rusqlite::params_from_iter(
                    ["2026-11-01", "2026-11-24"]
                        .iter()
                        .take(sql.matches('?').count()),
                ),
                |row| row.get("detail"),
            )
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let reads_by_index = |line: &String| {
            line.contains("INDEX") || !line.starts_with("SCAN") && !line.starts_with("SEARCH")
        };
        assert!(plan.iter().all(reads_by_index), "{sql}: {plan:?}");
        assert!(
            !plan.iter().any(|line| line.contains("TEMP B-TREE")),
            "{sql}: {plan:?}"
        );
    }
}
