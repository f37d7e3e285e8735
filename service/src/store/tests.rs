use super::*;
use serde_json::json;

#[tokio::test]
async fn a_batch_is_written_whole_or_not_at_all() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("department", "a"), &json!({"name": "Platform", "hourly_rate": 90}));
    batch.create(record("team", "t"), &json!({"name": "Core", "department": "a"}));
    store.commit(batch).await.unwrap();

    let mut batch = Batch::default();
    batch.put(record("department", "b"), &json!({"name": "Support", "hourly_rate": 60}));
    batch.create(record("team", "t"), &json!({"name": "Other", "department": "b"}));
    assert!(matches!(store.commit(batch).await, Err(Error::Conflict)));
    let departments: Vec<Json> = store.all("department").await.unwrap();
    assert_eq!(departments, [json!({"id": "a", "name": "Platform", "hourly_rate": 90})]);
}

#[tokio::test]
async fn a_range_read_brings_what_belongs_together_and_nothing_else() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    for (review, id) in [("a", "1"), ("a", "2"), ("b", "1")] {
        batch.put(
            part("lesson", review, id.to_owned()),
            &json!({"text": format!("{review}{id}"), "sources": [], "removed": false, "version": 1}),
        );
    }
    store.commit(batch).await.unwrap();
    let lessons: Vec<Json> = store.list("SELECT * FROM lesson:['a', NONE]..['a', ..]", Variables::new()).await.unwrap();
    assert_eq!(lessons.iter().map(|lesson| lesson["text"].as_str().unwrap()).collect::<Vec<_>>(), ["a1", "a2"]);
    assert_eq!(lessons[1]["id"], "2");
}

#[tokio::test]
async fn sums_add_up_over_commits() {
    use domain::trends::{Measure, Scope, Sums};
    let store = Store::open(&Place::Memory).await.unwrap();
    let month = "2026-01".parse().unwrap();
    for amount in [3, -1, 5] {
        let mut batch = Batch::default();
        batch.add(Sums::from([((Scope::Team(None), month, Measure::Reviews), amount)]));
        store.commit(batch).await.unwrap();
    }
    let rows: Vec<Json> = store.all("rollup").await.unwrap();
    assert_eq!(rows, [json!({"id": "2026-01", "sums": {"reviews": 7}})]);
}

#[tokio::test]
async fn a_workspace_on_disk_is_there_after_reopening_and_migrates_once() {
    let directory = std::env::temp_dir().join(format!("hotwash-store-{}", uuid::Uuid::from_u128(rand::random())));
    let place = Place::Directory(directory.clone());
    let store = Store::open(&place).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("department", "a"), &json!({"name": "Platform", "hourly_rate": 90}));
    store.commit(batch).await.unwrap();
    store.close().await;
    drop(store);
    let store = Store::open(&place).await.unwrap();
    assert_eq!(store.all::<Json>("department").await.unwrap().len(), 1);
    assert_eq!(store.migrate().await.unwrap().applied, 0);
    store.close().await;
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn a_schema_this_program_does_not_know_is_not_touched() {
    let store = Store::open(&Place::Memory).await.unwrap();
    let mut batch = Batch::default();
    batch.put(record("migration", "9999_future"), &json!({"checksum": "x"}));
    store.commit(batch).await.unwrap();
    assert!(matches!(store.migrate().await, Err(Error::Unavailable(text)) if text.contains("newer")));
}
