//! Pages, many at a time.

use futures::future::join_all;
use tests::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_asked_for_at_once_are_all_answered() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("Mail stopped").await;
    let nowhere = format!("/reviews/{}/timeline", uuid::Uuid::now_v7());
    let parts = ["", "/timeline", "/questions", "/read"].map(|part| format!("/reviews/{review}{part}"));
    for _ in 0..8 {
        let paths = parts.iter().chain([&nowhere]).cycle().take(40);
        let answers = join_all(paths.map(|path| async { (path.clone(), admin.page(path).await) })).await;
        for (path, (status, page)) in answers {
            let wanted = if path == nowhere { 404 } else { 200 };
            assert_eq!(status, wanted, "{path}");
            assert_eq!(page.contains("<title>Mail stopped"), path != nowhere, "{path}");
        }
    }
}
