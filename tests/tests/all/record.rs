//! What is read afterwards: the read view, the files, the history.

use super::session::{add_card, come_in, door, go_to, new_id};
use reqwest::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use tests::{TestApp, User};

/// A review in whose session Mia and a guest said something in every way there is.
async fn held(app: &TestApp, admin: &User, mia: &User, authors: &str) -> String {
    let sam = app.anybody();
    let (review, event) = (admin.open_review("Mail stopped").await, new_id());
    admin.send(&review, &[("[choose_authors][authors]", authors)]).await;
    let secret = door(admin, &review).await;
    let when = [("[add_event][at][local]", "2026-05-01T14:05"), ("[add_event][at][zone]", "UTC")];
    admin.send(&review, &[("[add_event][id]", &event), when[0], when[1], ("[add_event][text]", "Queues grew")]).await;
    for (user, name, saw, card) in [(mia, "", "A green board", "I restarted it"), (&sam, "Sam", "Nothing at all", "Customers told us")] {
        assert_eq!(come_in(user, &review, &secret, name).await.status(), StatusCode::OK);
        let words = [("[add_account][saw]", saw), ("[add_account][expected]", "An alarm")];
        user.send(&review, &[("[add_account][id]", &new_id()), ("[add_account][event]", &event), words[0], words[1]]).await;
        user.send(&review, &[("[mark][event]", &event), ("[mark][mark]", "surprise"), ("[mark][more]", "true")]).await;
        add_card(user, &review, card).await;
    }
    mia.send(&review, &[("[edit_notes][base]", "1"), ("[edit_notes][text][now]", "Ask **the vendor**")]).await;
    for (text, settled) in [("Rotate the keys", "true"), ("Who pays?", "false")] {
        let id = new_id();
        mia.send(&review, &[("[park][id]", &id), ("[park][text]", text)]).await;
        admin.send(&review, &[("[settle_parked][id]", &id), ("[settle_parked][settled]", settled)]).await;
    }
    go_to(admin, &review, "group").await;
    review
}

#[tokio::test]
async fn what_was_said_in_the_session_is_in_the_read_view_and_in_both_downloads() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    // Once among those who took part; with names also on an account and on a card.
    for (authors, times) in [("named", 3), ("anonymous", 1)] {
        let review = held(&app, &admin, &mia, authors).await;
        let (_, page) = mia.page(&format!("/reviews/{review}/read")).await;
        let article = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
        let (_, file) = mia.page(&format!("/reviews/{review}/download.md")).await;
        for text in [article, &file] {
            for said in ["A green board", "Nothing at all", "An alarm", "I restarted it", "the vendor", "Rotate the keys", "Ada Admin"] {
                assert!(text.contains(said), "{authors}: {said} is in {text}");
            }
            for name in ["Mia", "Sam (guest)"] {
                assert_eq!(text.matches(name).count(), times, "{authors}: {name} in {text}");
            }
        }
        assert!(article.contains("Surprise 2") && article.contains("<strong>the vendor</strong>"), "{article}");
        assert!(file.contains("- Marked: Surprise (2)") && file.contains("- Still open: Who pays?\n- Settled: Rotate the keys"), "{file}");
        let (_, json) = mia.page(&format!("/reviews/{review}/download.json")).await;
        let json: Value = serde_json::from_str(&json).unwrap();
        let pieces = ["cards", "accounts"].map(|kind| json["review"][kind].as_object().unwrap().values());
        let authors_told = pieces.into_iter().flatten().filter_map(|piece| json["people"][piece["author"].as_str()?].as_str());
        let wanted = if times > 1 { BTreeSet::from(["Mia", "Sam (guest)"]) } else { BTreeSet::new() };
        assert_eq!(authors_told.collect::<BTreeSet<&str>>(), wanted);
    }
}

#[tokio::test]
async fn plain_text_is_no_markdown_in_the_file_and_cards_in_no_theme_do_not_stand_under_one() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("*Mail* stopped").await;
    admin.send(&review, &[("[edit_notes][base]", "1"), ("[edit_notes][text][now]", "Ask **the vendor**")]).await;
    add_card(&admin, &review, "<img src=x onerror=alert(1)>").await;
    let theme = [("[save_theme][question]", "milestones"), ("[save_theme][title]", "# Paging")];
    admin.send(&review, &[("[save_theme][id]", &new_id()), theme[0], theme[1]]).await;
    go_to(&admin, &review, "group").await;
    let (_, file) = admin.page(&format!("/reviews/{review}/download.md")).await;
    for part in
        ["# \\*Mail\\* stopped\n", "### \\# Paging\n\n\n### Not in a theme\n\n- \\<img src=x onerror=alert(1)>\n", "Ask **the vendor**"]
    {
        assert!(file.contains(part), "{part} is in {file}");
    }
}

#[tokio::test]
async fn a_file_to_give_away_does_not_tell_what_its_owner_keeps_to_themselves() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = held(&app, &admin, &mia, "anonymous").await;
    let card = [("[add_card][question]", "response"), ("[add_card][text]", "Not said yet")];
    mia.send(&review, &[("[add_card][id]", &new_id()), card[0], card[1]]).await;
    let own = mia.ok("load_review", &[("id", &review)]).await;
    let pen = own["pen"].as_str().unwrap();
    assert!(own["review"].to_string().contains(pen) && own["review"].to_string().contains("Not said yet"));
    for form in ["md", "json"] {
        let (_, file) = mia.page(&format!("/reviews/{review}/download.{form}")).await;
        assert!(!file.contains(pen) && !file.contains("Not said yet"), "{file}");
    }
}

#[tokio::test]
async fn an_anonymous_reviews_history_tells_days_and_no_times_or_names() {
    let (app, admin) = TestApp::init().await;
    let mia = app.invited(&admin, "member", "Mia").await;
    let review = held(&app, &admin, &mia, "anonymous").await;
    let (_, page) = admin.page(&format!("/reviews/{review}/history")).await;
    let table = page.split("<table>").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(!table.contains("Mia") && !table.contains("Sam"), "{table}");
    let mut days = Vec::new();
    for row in table.split("<tr>").skip(2) {
        let penned = ["Account added", "Event marked", "Card added", ">Parked<"].iter().any(|kind| row.contains(kind));
        assert_eq!((row.contains("some time that day"), row.contains(':')), (penned, !penned), "{row}");
        days.push(penned);
    }
    assert_eq!(days.iter().filter(|penned| **penned).count(), 8);
    // Together at the end of their day, or of two, if midnight was meanwhile.
    days.dedup();
    assert!(days.len() <= 4, "{table}");
}
