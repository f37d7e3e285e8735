//! Pages, many at a time.

use futures::future::join_all;
use tests::TestApp;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_asked_for_at_once_are_all_answered() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let nowhere = format!("/reviews/{}/timeline", Uuid::now_v7());
    let parts = ["", "/timeline", "/questions", "/read"].map(|part| format!("/reviews/{review}{part}"));
    for _ in 0..8 {
        let paths = parts.iter().chain([&nowhere]).cycle().take(40);
        let answers = join_all(paths.map(|path| async { (path.clone(), admin.page(path).await) })).await;
        for (path, (status, page)) in answers {
            let wanted = if path == nowhere { 404 } else { 200 };
            assert_eq!(status, wanted, "{path}");
            assert_eq!(page.contains("Mail stopped · Hotwash</title>"), path != nowhere, "{path}");
        }
    }
}

#[tokio::test]
async fn a_timeline_of_several_zones_shows_every_event_once_with_its_zone() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let written = [
        ("2026-11-20T23:50", "Europe/Berlin"),
        ("2026-11-20T22:55", "UTC"),
        ("2026-11-21T08:00", "Asia/Tokyo"),
        ("2026-11-20T18:05", "America/New_York"),
        ("2026-11-21T00:41", "Europe/Berlin"),
    ];
    let mut ids = Vec::new();
    for (local, zone) in written {
        let id = Uuid::now_v7().to_string();
        let event = [
            ("[add_event][id]", id.as_str()),
            ("[add_event][at][local]", local),
            ("[add_event][at][zone]", zone),
            ("[add_event][text]", "Seen"),
        ];
        admin.send(&review, &event).await;
        ids.push(id);
    }
    for path in ["timeline", "read"] {
        let (_, page) = admin.page(&format!("/reviews/{review}/{path}")).await;
        for id in &ids {
            assert_eq!(page.matches(&format!("id=\"event-{id}\"")).count(), 1, "{path}");
        }
        for zone in ["Asia/Tokyo", "America/New_York", ">UTC"] {
            assert!(page.contains(zone), "{path} names {zone}");
        }
        assert_eq!(page.matches("class=\"day-title\"").count(), 2, "two days in Berlin, {path}");
    }
}
