use super::*;

fn rows(text: &str) -> Vec<Row> {
    read(text, &Assume { day: None, zone: "UTC".into() }).unwrap()
}

fn on(day: &str, zone: &str, text: &str) -> Vec<Row> {
    read(text, &Assume { day: Some(day.parse().unwrap()), zone: zone.into() }).unwrap()
}

fn moments(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.at.as_ref().map_or("-".into(), |stamp| stamp.at.to_string())).collect()
}

#[test]
fn a_list_with_dates_and_times_is_read_row_by_row() {
    let rows = rows("## Timeline\n- 2021-05-03 14:05 UTC: Alert fired\n- 2021-05-03 14:20 – Rolled back the release\n  after a short talk");
    assert_eq!(moments(&rows), ["2021-05-03T14:05:00.000Z", "2021-05-03T14:20:00.000Z"]);
    assert_eq!(rows[0].text, "Alert fired");
    assert_eq!(rows[1].text, "Rolled back the release\nafter a short talk");
    assert_eq!((rows[0].kind, rows[1].kind), (EventKind::Detection, EventKind::Action));
    assert!(rows.iter().all(|row| row.messages.is_empty()), "{rows:?}");
}

#[test]
fn a_table_is_read_whatever_its_columns_are_called() {
    let rows = rows(
        "| Date | Time (UTC) | What |\n|---|:--|---|\n| 2021-05-03 | 14:05 | Alert |\n| 2021-05-03 | 14:20:31 | Restarted | by hand |",
    );
    assert_eq!(moments(&rows), ["2021-05-03T14:05:00.000Z", "2021-05-03T14:20:31.000Z"]);
    assert_eq!(rows[1].text, "Restarted · by hand");
    assert_eq!(rows[1].precision, Precision::Exact);
}

#[test]
fn clock_times_belong_to_the_day_of_the_heading_and_roll_over_midnight() {
    let rows = rows("### 3 May 2021\n23:50 first sign\n00:10 page sent\n00:05 earlier sign");
    assert_eq!(moments(&rows), ["2021-05-03T23:50:00.000Z", "2021-05-04T00:10:00.000Z", "2021-05-04T00:05:00.000Z"]);
    assert!(rows[1].messages[0].contains("midnight"), "{:?}", rows[1]);
    assert!(rows[2].messages[0].contains("earlier"), "{:?}", rows[2]);
}

#[test]
fn clock_times_without_any_day_ask_for_one() {
    let rows = rows("- 14:05 alert");
    assert_eq!(rows[0].at, None);
    assert!(rows[0].messages[0].contains("Which day"));
    assert_eq!(moments(&on("2021-05-03", "Europe/Berlin", "- 14:05 alert")), ["2021-05-03T12:05:00.000Z"]);
}

#[test]
fn placeholders_and_rows_without_a_time_are_kept_and_named() {
    let rows = on("2021-05-03", "UTC", "- HH:mm first report\n- 23:XX more\n- somebody looked\n- 12:00 done");
    assert_eq!(rows.len(), 4);
    assert!(rows[0].messages[0].contains("HH:mm") && rows[1].messages[0].contains("23:XX"));
    assert_eq!(rows[2].at, None);
    assert!(rows[3].at.is_some());
}

#[test]
fn impossible_dates_are_never_added_silently() {
    for text in ["- 20202-04-02 10:00 typo", "- 2021-13-02 10:00 typo", "- 1021-01-02 10:00 typo"] {
        let rows = rows(text);
        assert!(rows.iter().all(|row| row.at.is_none() && !row.messages.is_empty()), "{text}: {rows:?}");
    }
}

#[test]
fn odd_clock_forms_are_read_and_commented() {
    let rows = on("2022-03-10", "UTC", "- 11.50 one\n- 13:14 PM two\n- 04:49 PM UTC three\n- ~13:30-13:45 four\n- 16h05 five");
    assert_eq!(
        moments(&rows),
        [
            "2022-03-10T11:50:00.000Z",
            "2022-03-10T13:14:00.000Z",
            "2022-03-10T16:49:00.000Z",
            "2022-03-10T13:30:00.000Z",
            "2022-03-10T16:05:00.000Z"
        ]
    );
    assert!(rows[1].messages[0].contains("24-hour"));
    assert_eq!(rows[3].precision, Precision::Approximate);
    assert_eq!(rows[3].text, "four (until 13:45)");
}

#[test]
fn the_zone_in_a_tables_heading_is_that_of_its_times() {
    let table = |zone: &str| {
        format!("| Date | Time ({zone}) | What |\n|---|---|---|\n| 2022-03-10 | 14:30 | a |\n| 2022-03-10 | 15:30 CET | b |\n\n16:00 c")
    };
    let rows = on("2022-03-10", "Europe/Berlin", &table("UTC"));
    assert_eq!(moments(&rows), ["2022-03-10T14:30:00.000Z", "2022-03-10T14:30:00.000Z", "2022-03-10T15:00:00.000Z"]);
    let rows = on("2022-03-10", "Europe/Berlin", &table("PST"));
    assert!(rows[0].messages.iter().any(|message| message.contains("several zones")), "{rows:?}");
}

#[test]
fn an_hour_with_am_or_pm_is_a_time() {
    let rows = on("2022-03-10", "UTC", "- 12 AM one\n- 2pm two\n- 11 p.m. three\n- 2 amber lights");
    assert_eq!(moments(&rows[..3]), ["2022-03-10T00:00:00.000Z", "2022-03-10T14:00:00.000Z", "2022-03-10T23:00:00.000Z"]);
    assert_eq!(rows[3].at, None);
}

#[test]
fn a_line_that_goes_on_and_begins_with_a_time_of_another_form_is_pointed_out() {
    let rows = on("2022-03-10", "UTC", "14:38 WARN x\nNov 21 14:39:00 host app[1]: y\n14:50 z\n  as agreed with the others at 14:05");
    assert!(rows[0].messages.iter().any(|message| message.contains("time of its own")), "{rows:?}");
    assert_eq!(rows[1].messages, [] as [String; 0]);
}

#[test]
fn the_end_of_a_span_is_kept_also_where_the_text_stands_on_the_next_line() {
    let rows = on("2022-03-10", "UTC", "- 14:00-14:20\n  failover ran\n  twice\n- 15:00-15:10 -\n- 16:00 done");
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["failover ran (until 14:20)\ntwice", "", "done"]);
    assert!(rows[0].messages.iter().all(|message| !message.contains("no text")));
    assert!(rows[1].messages.iter().any(|message| message.contains("no text")));
}

#[test]
fn doubtful_zones_are_asked_about_and_clear_ones_are_used() {
    let rows =
        on("2021-07-03", "Europe/London", "- 10:00 BST a\n- 10:30 CEST b\n- 11:00 UTC+2 c\n- 12:00 +05:30 d\n- 13:00 Europe/Paris e");
    assert_eq!(
        moments(&rows),
        [
            "2021-07-03T09:00:00.000Z",
            "2021-07-03T08:30:00.000Z",
            "2021-07-03T09:00:00.000Z",
            "2021-07-03T06:30:00.000Z",
            "2021-07-03T11:00:00.000Z"
        ]
    );
    assert!(rows[0].messages[0].contains("several zones"));
    assert!(rows[1].messages[0].contains("UTC+02:00"));
}

#[test]
fn a_label_may_stand_before_the_stamp() {
    let rows = rows("- First detected 2020-09-21 18:27\n- **Repaired** 2020-09-21 18:59 by a restart");
    assert_eq!(moments(&rows), ["2020-09-21T18:27:00.000Z", "2020-09-21T18:59:00.000Z"]);
    assert_eq!(rows[0].text, "First detected");
    assert!(rows[1].text.contains("Repaired") && rows[1].text.contains("restart"), "{}", rows[1].text);
}

#[test]
fn day_first_dates_are_read_and_said_to_be() {
    let rows = rows("- 03/05/2021 10:00 a\n- 25/05/2021 10:00 b");
    assert_eq!(moments(&rows), ["2021-05-03T10:00:00.000Z", "2021-05-25T10:00:00.000Z"]);
    assert!(rows[0].messages[0].contains("day-first") && rows[1].messages.is_empty());
}

#[test]
fn prose_without_any_entry_gives_no_rows() {
    assert_eq!(rows("The timeline is in the chat.\nSee there."), []);
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,200}") {
        let _ = on("2021-05-03", "UTC", &text);
    }

    #[test]
    fn reading_of_time_like_text_never_panics(text in "[-0-9:./ |#*TZ~APM+\\n]{0,120}") {
        let _ = on("2021-05-03", "Europe/Berlin", &text);
    }

    #[test]
    fn every_row_written_plainly_comes_back(hours in proptest::collection::vec((0u8..24, 0u8..60), 1..20)) {
        let mut sorted = hours;
        sorted.sort_unstable();
        let text: String = sorted.iter().map(|(hour, minute)| format!("- 2021-05-03 {hour:02}:{minute:02} entry {hour}-{minute}\n")).collect();
        let rows = rows(&text);
        proptest::prop_assert_eq!(rows.len(), sorted.len());
        for (row, (hour, minute)) in rows.iter().zip(sorted) {
            let clock = format!("{hour:02}:{minute:02}");
            proptest::prop_assert_eq!(row.at.as_ref().map(Stamp::clock), Some(clock));
        }
    }
}

#[test]
fn a_line_that_only_looks_like_a_time_is_shown_and_not_swallowed() {
    for line in
        ["10:61 bad minutes", "25:10 no such hour", "[24:30] nor this", "2026-02-30 10:00 no such day", "| 2026-11-19 | 25:10 | bad row |"]
    {
        let rows = on("2026-11-19", "UTC", &format!("10:00 first\n{line}\n10:05 second"));
        assert_eq!(rows.len(), 3, "{line}: {rows:?}");
        assert!(rows[1].at.is_none() && !rows[1].messages.is_empty(), "{line}: {rows:?}");
        assert_eq!(rows[0].text, "first");
    }
}

#[test]
fn a_table_goes_on_after_an_empty_line() {
    let rows = on("2026-11-19", "UTC", "| Time | What |\n|---|---|\n| 10:00 | first |\n\n| soon after | second |");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[1].at.is_none());
}

#[test]
fn more_than_can_be_read_is_said() {
    let long = "10:00 x\n".repeat(MOST_ROWS + 5);
    let rows = on("2026-11-19", "UTC", &long);
    assert_eq!(rows.len(), MOST_ROWS + 1);
    assert!(rows[MOST_ROWS].at.is_none() && rows[MOST_ROWS].messages[0].contains("1000 rows"), "{:?}", rows[MOST_ROWS]);
    assert!(read(&"x".repeat(MOST_TEXT + 1), &Assume::default()).is_err());
}
