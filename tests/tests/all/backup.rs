//! Export, import and verification, by the program as people run it.

use std::path::{Path, PathBuf};
use tests::{Running, run};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("hotwash-backup-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left-overs in the system's temporary folder are no failure.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn succeeds(arguments: &[&str]) -> String {
    let (success, out, told) = run(arguments).await;
    assert!(success, "{arguments:?}: {told}");
    out
}

async fn fails(arguments: &[&str]) -> String {
    let (success, _, told) = run(arguments).await;
    assert!(!success, "{arguments:?}");
    told
}

/// The demo workspace, exported.
async fn demo(folder: &Folder) -> String {
    let data = folder.path("demo");
    Running::start(&["--demo", "--data-dir", &data]).await.kill().await;
    let file = folder.path("demo.jsonl");
    succeeds(&["export", "--data-dir", &data, "--out", &file]).await;
    file
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn an_import_gives_back_the_same_workspace_to_the_byte() {
    let folder = Folder::new();
    let first = demo(&folder).await;
    let data = folder.path("copy");
    succeeds(&["import-workspace", "--data-dir", &data, &first]).await;
    let second = folder.path("second.jsonl");
    succeeds(&["export", "--data-dir", &data, "--out", &second]).await;
    assert!(read(&first).lines().count() > 200);
    assert!(read(&first) == read(&second), "the two exports differ");
    assert_eq!(succeeds(&["export", "--data-dir", &data]).await, read(&first), "standard output gets the same text");
    assert!(succeeds(&["verify", "--data-dir", &data]).await.starts_with("3 reviews"));
    let again = fails(&["import-workspace", "--data-dir", &data, &first]).await;
    assert!(again.contains("not empty"), "{again}");
}

#[tokio::test]
async fn an_export_of_before_the_second_migration_is_imported_as_one_of_now() {
    let folder = Folder::new();
    let now = read(demo(&folder).await);
    let older = now.lines().map(|line| match line.contains("\"table\":\"timeline_event\"") {
        true => line.replacen("\"row\":{", "\"row\":{\"added_by\":\"somebody\",", 1),
        false => line.to_owned(),
    });
    let older: String = older.map(|line| line + "\n").collect();
    assert!(older.contains("\"added_by\":\"somebody\""));
    let (file, data) = (folder.path("older.jsonl"), folder.path("copy"));
    std::fs::write(&file, older).unwrap();
    succeeds(&["import-workspace", "--data-dir", &data, &file]).await;
    assert!(succeeds(&["export", "--data-dir", &data]).await == now, "the export of what was imported differs");
}

#[tokio::test]
async fn an_import_with_bad_rows_says_which_line_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let good = read(demo(&folder).await);
    let lines: Vec<&str> = good.lines().collect();
    let person = lines.iter().position(|line| line.contains("\"table\":\"person\"")).unwrap();
    let change = lines.iter().position(|line| line.contains("\"table\":\"change\"")).unwrap();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n")
    };
    let cases = [
        ("cut in the middle", good[..good.len() / 2].to_owned(), "is not JSON".to_owned()),
        ("without its end", lines[..lines.len() - 1].join("\n"), "cut off".to_owned()),
        ("empty", String::new(), "empty".to_owned()),
        ("something else", "{\"hello\": 1}\n".to_owned(), "line 1".to_owned()),
        ("a table nobody knows", with(person, "{\"table\":\"spell\",\"key\":\"a\",\"row\":{}}"), format!("line {}", person + 1)),
        (
            "a person without a name",
            with(person, "{\"table\":\"person\",\"key\":\"a\",\"row\":{\"email\":\"x\"}}"),
            format!("line {}", person + 1),
        ),
        ("a row without a key", with(person, "{\"table\":\"person\",\"row\":{}}"), format!("line {}", person + 1)),
        (
            "sums the schema refuses",
            with(change, "{\"table\":\"rollup\",\"key\":[\"team:none\",\"2026-01\"],\"row\":{\"sums\":5}}"),
            format!("line {}", change + 1),
        ),
        (
            "a change nobody can read",
            with(change, "{\"table\":\"change\",\"key\":[\"x\",1],\"row\":{\"at\":5}}"),
            format!("line {}", change + 1),
        ),
        ("a row twice", with(person + 1, lines[person]), format!("line {}", person + 2)),
    ];
    for (number, (name, text, told)) in cases.into_iter().enumerate() {
        let (file, data) = (folder.path("bad.jsonl"), folder.path(&format!("bad{number}")));
        std::fs::write(&file, text).unwrap();
        let said = fails(&["import-workspace", "--data-dir", &data, &file]).await;
        assert!(said.contains(&told) && said.contains("Nothing was imported"), "{name}: {said}");
        let left = succeeds(&["export", "--data-dir", &data]).await;
        assert_eq!(left.lines().count(), 2, "{name}: nothing but the first and the last line: {left}");
    }
    assert!(fails(&["import-workspace", "--data-dir", &folder.path("none"), "/nowhere/at/all"]).await.contains("cannot read"));
}

#[tokio::test]
async fn verify_finds_a_row_that_is_not_what_the_log_says() {
    let folder = Folder::new();
    let good = read(demo(&folder).await);
    let changed: Vec<String> = good
        .lines()
        .map(|line| if line.contains("\"table\":\"review\"") { line.replacen("\"step\":", "\"step\":1", 1) } else { line.to_owned() })
        .collect();
    let (file, data) = (folder.path("changed.jsonl"), folder.path("changed"));
    std::fs::write(&file, changed.join("\n")).unwrap();
    succeeds(&["import-workspace", "--data-dir", &data, &file]).await;
    let told = fails(&["verify", "--data-dir", &data]).await;
    assert_eq!(told.matches("is not what its log says").count(), 3, "{told}");
}

#[tokio::test]
async fn the_command_line_looks_after_accounts_and_tokens() {
    let folder = Folder::new();
    let data = folder.path("demo");
    let running = Running::start(&["--demo", "--data-dir", &data]).await;
    let busy = fails(&["user", "list", "--data-dir", &data]).await;
    assert!(busy.contains("cannot open the database"), "{busy}");
    running.kill().await;
    assert!(succeeds(&["user", "list", "--data-dir", &data]).await.contains("ana@demo.example\tAna Brandt\tadmin\tactive"));
    let token = succeeds(&["token", "add", "--data-dir", &data, "--email", "ana@demo.example", "--name", "export", "--read-only"]).await;
    assert!(token.trim().len() > 30);
    let listed = succeeds(&["token", "list", "--data-dir", &data, "--email", "ana@demo.example"]).await;
    let id = listed.split('\t').next().unwrap();
    succeeds(&["token", "end", "--data-dir", &data, "--email", "ana@demo.example", id]).await;
    assert_eq!(succeeds(&["token", "list", "--data-dir", &data, "--email", "ana@demo.example"]).await, "");
    assert!(succeeds(&["migrate", "--data-dir", &data]).await.starts_with("0 of 4"));
    assert!(fails(&["token", "list", "--data-dir", &data, "--email", "nobody@demo.example"]).await.contains("nobody@demo.example"));
}
