//! The same workspace in memory, on disk and in a SurrealDB server.

use crate::the_loop;
use futures::future::join_all;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use service::{Workspace, export, store::Store};
use std::path::PathBuf;
use tests::{Engine, TestApp, built};
use tokio::process::Command;
use uuid::Uuid;

async fn exported(workspace: &Workspace) -> String {
    let mut text = Vec::new();
    workspace.export(&mut text, |_| {}).await.unwrap();
    String::from_utf8(text).unwrap()
}

async fn assert_sound(app: &TestApp, reviews: usize, engine: &str) {
    let verified = app.site.workspace.verify().await.unwrap();
    assert_eq!(verified.disagreements, Vec::<String>::new(), "{engine}");
    assert_eq!(verified.reviews, reviews, "{engine}");
}

#[tokio::test]
async fn the_loop_runs_on_every_engine_and_the_log_makes_the_same_rows_and_sums() {
    for engine in Engine::all().await {
        let app = engine.serve().await;
        let admin = app.set_up().await;
        the_loop::walk(&app, &admin).await;
        assert_sound(&app, 1, engine.name).await;
        assert_eq!(app.site.workspace.verify().await.unwrap().work_items, 1, "{}", engine.name);
    }
}

#[tokio::test]
async fn a_workspace_moves_between_engines_without_losing_a_byte() {
    let first = Engine::memory();
    let app = first.serve().await;
    let admin = app.set_up().await;
    the_loop::walk(&app, &admin).await;
    let text = exported(&app.site.workspace).await;
    for engine in Engine::all().await {
        let store = Store::open(&engine.database.place().unwrap()).await.unwrap();
        export::import(&store, text.as_bytes(), |_| {}).await.unwrap();
        let workspace = Workspace::new(store).unwrap();
        assert_eq!(exported(&workspace).await, text, "{}", engine.name);
        assert_eq!(workspace.verify().await.unwrap().disagreements, Vec::<String>::new(), "{}", engine.name);
        workspace.store().close().await;
    }
}

#[tokio::test]
async fn what_many_people_do_at_once_is_all_there_once() {
    for engine in Engine::all().await {
        let app = engine.serve().await;
        let admin = app.set_up().await;
        // Every opening touches the same sums.
        let titles: Vec<String> = (0..64).map(|n| format!("Incident {n}")).collect();
        let reviews = join_all(titles.iter().map(|title| admin.open_review(title))).await;
        let ids: Vec<String> = (0..30).map(|_| Uuid::now_v7().to_string()).collect();
        let adding = ids.iter().map(|id| {
            let event = [
                ("[add_event][id]", id.as_str()),
                ("[add_event][at][local]", "2026-05-01T10:00"),
                ("[add_event][at][zone]", "UTC"),
                ("[add_event][text]", "Seen"),
            ];
            let (admin, review) = (&admin, &reviews[0]);
            async move { admin.send(review, &event).await }
        });
        join_all(adding).await;
        let review = admin.review(&reviews[0]).await;
        assert_eq!(review["events"].as_object().unwrap().len(), 30, "{}", engine.name);
        assert_eq!(review["seq"], 31, "{}", engine.name);
        assert_sound(&app, 64, engine.name).await;
    }
}

#[tokio::test]
async fn a_command_sent_again_after_a_restart_is_not_done_again() {
    for engine in [Engine::disk(), Engine::server().await] {
        let app = engine.serve().await;
        let admin = app.set_up().await;
        let review = admin.open_review("Mail stopped").await;
        let (command, card) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let fields = [
            ("review", review.as_str()),
            ("id", &command),
            ("command[add_card][id]", &card),
            ("command[add_card][question]", "response"),
            ("command[add_card][text]", "We looked at the queue first"),
        ];
        admin.ok("send", &fields).await;
        app.stop().await;
        let app = engine.serve().await;
        let admin = app.anybody();
        admin.ok("sign_in", &[("email", "ada@example.org"), ("password", tests::PASSWORD)]).await;
        admin.ok("send", &fields).await;
        assert_eq!(admin.review(&review).await["seq"], 2, "{}", engine.name);
    }
}

#[tokio::test]
async fn trends_are_what_the_reviews_say_on_every_engine() {
    for engine in Engine::all().await {
        let app = engine.serve().await;
        let admin = app.set_up().await;
        let review = admin.open_review("Mail stopped").await;
        let private = admin.open_review("Quiet").await;
        admin.send(&private, &[("[edit_facts][visibility]", "private")]).await;
        let trends = admin.ok("load_trends", &[("span", "12")]).await;
        assert_eq!(trends["reviews"].as_array().unwrap().last().unwrap(), 1, "a private review counts nowhere: {}", engine.name);
        admin.send(&review, &[("", "publish")]).await;
        let trends = admin.ok("load_trends", &[("span", "12")]).await;
        assert_eq!(trends["published"].as_array().unwrap().last().unwrap(), 1, "{}", engine.name);
        assert_sound(&app, 2, engine.name).await;
    }
}

/// A certificate authority, and a certificate by it for this machine with its key; all as PEM.
fn authority() -> (String, String, String) {
    let own = |names: &[&str]| CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    let mut authority = own(&[]);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let (authority_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let known = authority.self_signed(&authority_key).unwrap().pem();
    let certificate = own(&["127.0.0.1"]).signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
    (known, certificate.pem(), key.serialize_pem())
}

#[tokio::test]
async fn a_database_behind_tls_is_used_where_its_authority_is_trusted_and_nowhere_else() {
    let directory = std::env::temp_dir().join(format!("hotwash-tls-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&directory).unwrap();
    let (authority, certificate, key) = authority();
    let file = |name: &str, text: String| {
        let path = directory.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let trusted = file("authority.pem", authority);
    let engine = Engine::server_with_tls(&file("certificate.pem", certificate), &file("key.pem", key)).await;
    let url = engine.database.database.clone().unwrap();
    let migrate = |authorities: PathBuf| {
        let mut program = Command::new(built("hotwash"));
        program.args(["migrate", "--database", &url, "--database-user", "root", "--database-password", "root"]);
        program.env("SSL_CERT_FILE", authorities);
        async move { program.output().await.unwrap() }
    };
    let stranger = file("stranger.pem", self::authority().0);
    let refused = migrate(stranger).await;
    assert!(String::from_utf8(refused.stderr).unwrap().contains("certificate"), "says what is wrong");
    let done = migrate(trusted).await;
    assert!(done.status.success(), "{}", String::from_utf8(done.stderr).unwrap());
    // Left-overs in the system's temporary folder are no failure.
    let _ = std::fs::remove_dir_all(directory);
}
