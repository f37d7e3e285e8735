//! How two people's edits of the same text are brought together, word by word.

use serde::{Deserialize, Serialize};

/// How an edit met the text as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Only one of both had changed it.
    Clean(String),
    /// Others had changed other words; both are in.
    Merged(String),
    /// One took out words that the other changed; they are in as they were changed.
    Kept(String),
    /// Both changed the same words; both are in, marked.
    BothKept(String),
}

impl Merge {
    pub fn into_text(self) -> String {
        match self {
            Self::Clean(text) | Self::Merged(text) | Self::Kept(text) | Self::BothKept(text) => text,
        }
    }
}

/// Brings an edit (`was` → `mine`) and what others made of the same text (`was` → `theirs`) together, word by word.
/// Where both added words in the same place, theirs come first; lines, and what begins a text, stay lines of their own.
/// Where both changed the same words, both versions stay, theirs first, between marks that a person can clear up; where one
/// took out what the other changed, what was changed stays.
pub fn merge(was: &str, mine: &str, theirs: &str) -> Merge {
    if theirs == was || mine == theirs {
        return Merge::Clean(mine.to_owned());
    }
    if mine == was {
        return Merge::Clean(theirs.to_owned());
    }
    let (base, mine, theirs) = (words(was), words(mine), words(theirs));
    let kept_mine = kept(&base, &mine);
    let kept_theirs = kept(&base, &theirs);
    let mut text = String::new();
    let (mut conflict, mut kept) = (false, false);
    let (mut at_base, mut at_mine, mut at_theirs) = (0, 0, 0);
    loop {
        // The next base word that both sides kept ends this stretch.
        let stable = (at_base..base.len()).find_map(|b| {
            let m = kept_mine.get(b).copied().flatten()?;
            let t = kept_theirs.get(b).copied().flatten()?;
            Some((b, m, t))
        });
        let (end_base, end_mine, end_theirs) = stable.unwrap_or((base.len(), mine.len(), theirs.len()));
        let slice = |list: &[&str], from: usize, to: usize| list.get(from..to).map(<[&str]>::concat).unwrap_or_default();
        let (b, m, t) = (slice(&base, at_base, end_base), slice(&mine, at_mine, end_mine), slice(&theirs, at_theirs, end_theirs));
        if m == t || t == b {
            text.push_str(&m);
        } else if m == b {
            text.push_str(&t);
        } else if let Some(both) = both_added(&b, &t, &m, was.trim().is_empty()) {
            text.push_str(&both);
        } else if t.trim().is_empty() || m.trim().is_empty() {
            kept = true;
            text.push_str(&t);
            text.push_str(&m);
        } else {
            conflict = true;
            text.push_str(&both(&t, &m));
        }
        let Some((b, m, t)) = stable else { break };
        text.push_str(base.get(b).copied().unwrap_or_default());
        (at_base, at_mine, at_theirs) = (b + 1, m + 1, t + 1);
    }
    match (conflict, kept) {
        (true, _) => Merge::BothKept(text),
        (false, true) => Merge::Kept(text),
        (false, false) => Merge::Merged(text),
    }
}

/// What two people added in the same place, where nothing but space had been, one after the other. Somebody whose first
/// try seemed to fail sends the same words again and more, so where one begins as the other is, it holds both; where they
/// only begin alike, nobody knows whether they are one or two. `first`: the whole text had been empty.
fn both_added(base: &str, theirs: &str, mine: &str, first: bool) -> Option<String> {
    if !base.trim().is_empty() || !theirs.starts_with(base) || !mine.starts_with(base) {
        return None;
    }
    let (their_words, my_words) = (words(theirs), words(mine));
    if my_words.starts_with(&their_words) {
        return Some(mine.to_owned());
    }
    if their_words.starts_with(&my_words) {
        return Some(theirs.to_owned());
    }
    let mine = mine.strip_prefix(base)?;
    if first_word(theirs) == first_word(mine) {
        return None;
    }
    // A title is one line and was never empty, so it stays one line.
    let lines = first || theirs.contains('\n') || mine.contains('\n');
    if theirs.ends_with(char::is_whitespace) || mine.starts_with('\n') {
        Some(format!("{theirs}{mine}"))
    } else if lines {
        Some(format!("{theirs}\n{}", mine.trim_start()))
    } else {
        let apart = if mine.starts_with(char::is_whitespace) { "" } else { " " };
        Some(format!("{theirs}{apart}{mine}"))
    }
}

/// The first word that somebody chose: every entry of a list begins with the same mark.
fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| !is_list_mark(word))
}

/// `-`, `•`, `1.` and the box of a task.
fn is_list_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']);
    let numbered = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || ["-", "*", "+", "•", "[", "]", "[x]", "[X]"].contains(&word)
}

/// Marks around the versions of the same words. Plain characters that Markdown leaves alone.
fn both(theirs: &str, mine: &str) -> String {
    let mut all = versions(theirs);
    all.extend(versions(mine).into_iter().filter(|version| !versions(theirs).contains(version)));
    format!("⟦{}⟧", all.join(" ⟷ "))
}

/// The versions of the same words that stand side by side already; otherwise the words themselves.
fn versions(words: &str) -> Vec<&str> {
    match words.trim().strip_prefix('⟦').and_then(|rest| rest.strip_suffix('⟧')) {
        Some(inner) if !inner.contains(['⟦', '⟧']) => inner.split('⟷').map(str::trim).collect(),
        _ => vec![words],
    }
}

/// Do two versions of the same words still stand side by side in it, or what clearing them up left behind?
pub(crate) fn holds_both(text: &str) -> bool {
    text.contains(['⟦', '⟧'])
}

/// Cuts a text into words, the white space between them, and the marks of [`both`]; joined again it is the same text.
fn words(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let alone = matches!(c, '\n' | '⟦' | '⟷' | '⟧');
        let kind = (c.is_whitespace(), matches!(c, '⟦' | '⟷' | '⟧'));
        if last.is_some_and(|last| alone || last != kind) {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at;
        }
        last = Some(kind);
    }
    if start < text.len() {
        pieces.push(text.get(start..).unwrap_or_default());
    }
    pieces
}

/// Cells of the table that compares two texts: 2,000 changed words against 2,000, in 16 MB.
const MOST_CELLS: usize = 4_000_000;

/// For each word of `base`, where it stands in `side` if `side` kept it: a longest common subsequence (Hirschberg's
/// table in full, after the common ends are set aside).
fn kept(base: &[&str], side: &[&str]) -> Vec<Option<usize>> {
    let mut places = vec![None; base.len()];
    let head = base.iter().zip(side).take_while(|(b, s)| b == s).count();
    let room = base.len().min(side.len()) - head;
    let tail = base.iter().rev().zip(side.iter().rev()).take(room).take_while(|(b, s)| b == s).count();
    for (at, place) in places.iter_mut().enumerate() {
        if at < head {
            *place = Some(at);
        } else if at >= base.len() - tail {
            *place = Some(at + side.len() - base.len());
        }
    }
    let base_mid = base.get(head..base.len() - tail).unwrap_or_default();
    let side_mid = side.get(head..side.len() - tail).unwrap_or_default();
    // Two long texts with next to nothing in common are not worth the memory: then no word counts as kept.
    if base_mid.len().saturating_mul(side_mid.len()) > MOST_CELLS {
        return places;
    }
    let width = side_mid.len() + 1;
    let mut lengths = vec![0u32; (base_mid.len() + 1) * width];
    let read = |lengths: &[u32], at: usize| lengths.get(at).copied().unwrap_or(0);
    for (b, base_word) in base_mid.iter().enumerate().rev() {
        for (s, side_word) in side_mid.iter().enumerate().rev() {
            let best = if base_word == side_word {
                read(&lengths, (b + 1) * width + s + 1) + 1
            } else {
                read(&lengths, (b + 1) * width + s).max(read(&lengths, b * width + s + 1))
            };
            if let Some(cell) = lengths.get_mut(b * width + s) {
                *cell = best;
            }
        }
    }
    let (mut b, mut s) = (0, 0);
    while let (Some(base_word), Some(side_word)) = (base_mid.get(b), side_mid.get(s)) {
        if base_word == side_word {
            if let Some(place) = places.get_mut(head + b) {
                *place = Some(head + s);
            }
            (b, s) = (b + 1, s + 1);
        } else if read(&lengths, (b + 1) * width + s) >= read(&lengths, b * width + s + 1) {
            b += 1;
        } else {
            s += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_of_different_words_are_both_kept_silently() {
        assert_eq!(
            merge("The pager was silent.", "The pager was silent for an hour.", "The on-call pager was silent."),
            Merge::Merged("The on-call pager was silent for an hour.".into())
        );
    }

    #[test]
    fn edits_of_the_same_words_keep_both_versions_and_say_so() {
        let Merge::BothKept(text) = merge("It took ten minutes.", "It took forty minutes.", "It took twelve minutes.") else {
            panic!("not a conflict")
        };
        assert_eq!(text, "It took ⟦twelve ⟷ forty⟧ minutes.");
    }

    #[test]
    fn what_two_people_add_in_the_same_place_stands_one_after_the_other() {
        assert_eq!(merge("Notes", "Notes mine", "Notes theirs"), Merge::Merged("Notes theirs mine".into()));
        assert_eq!(merge("", "mine", "theirs"), Merge::Merged("theirs\nmine".into()));
        assert_eq!(
            merge("- one\n- two", "- one\n- mine\n- two", "- one\n- theirs\n- two"),
            Merge::Merged("- one\n- theirs\n- mine\n- two".into())
        );
    }

    #[test]
    fn entries_that_two_people_add_to_the_same_list_are_both_entries_of_it() {
        for (was, mine, theirs, both) in [
            ("- one\n- two", "- one\n- two\n- a", "- one\n- two\n- b", "- one\n- two\n- b\n- a"),
            ("- one", "- one\n- a", "- one\n- b\n- c", "- one\n- b\n- c\n- a"),
            ("", "- a", "- b", "- b\n- a"),
            ("1. one", "1. one\n2. a", "1. one\n2. b", "1. one\n2. b\n2. a"),
            ("* one", "* one\n* a", "* one\n* b", "* one\n* b\n* a"),
            ("- [x] one", "- [x] one\n- [ ] a", "- [x] one\n- [ ] b", "- [x] one\n- [ ] b\n- [ ] a"),
            ("Seen:\n\nDone:", "Seen:\n- a\n\nDone:", "Seen:\n- b\n\nDone:", "Seen:\n- b\n- a\n\nDone:"),
        ] {
            assert_eq!(merge(was, mine, theirs), Merge::Merged(both.into()));
        }
    }

    #[test]
    fn what_several_people_begin_an_empty_text_with_stands_on_lines_of_its_own() {
        let mut text = String::new();
        for mine in ["Rollback took long.", "- vendor was silent", "Nobody\nwas paged."] {
            text = merge("", mine, &text).into_text();
        }
        assert_eq!(text, "Rollback took long.\n- vendor was silent\nNobody\nwas paged.");
    }

    #[test]
    fn more_of_a_line_does_not_end_up_in_a_list_entry_that_another_added_below_it() {
        assert_eq!(merge("Notes", "Notes of May", "Notes\n- b"), Merge::Merged("Notes\n- b\nof May".into()));
        assert_eq!(merge("Notes", "Notes\n- a", "Notes of May"), Merge::Merged("Notes of May\n- a".into()));
    }

    #[test]
    fn titles_stay_on_one_line() {
        let both = merge("Alarms", "Alarms at night", "Alarms of the pager");
        assert_eq!(both, Merge::Merged("Alarms of the pager at night".into()));
    }

    #[test]
    fn words_that_are_sent_again_with_more_stand_once() {
        assert_eq!(merge("", "The queue grew", "The queue"), Merge::Merged("The queue grew".into()));
        assert_eq!(merge("Then", "Then the queue", "Then the queue grew"), Merge::Merged("Then the queue grew".into()));
        let begun_alike = merge("", "The pager rang", "The queue grew");
        assert_eq!(begun_alike, Merge::BothKept("⟦The queue grew ⟷ The pager rang⟧".into()));
    }

    #[test]
    fn marks_that_clearing_up_left_behind_are_still_found() {
        let left = merge("⟦ten ⟷ twelve⟧ minutes", "twelve minutes", "⟦ten ⟷ twelve ⟷ forty⟧ minutes").into_text();
        assert!(holds_both(&left), "{left}");
    }

    #[test]
    fn versions_of_a_third_join_those_that_stand_side_by_side() {
        let text = merge("ten minutes", "forty minutes", "⟦ten ⟷ twelve⟧ minutes").into_text();
        assert_eq!(text, "⟦ten ⟷ twelve ⟷ forty⟧ minutes");
        assert_eq!(merge("ten minutes", "twelve minutes", "⟦ten ⟷ twelve⟧ minutes").into_text(), "⟦ten ⟷ twelve⟧ minutes");
    }

    #[test]
    fn two_long_texts_with_nothing_in_common_are_both_kept() {
        let text = |word: &str| (0..9_000).map(|n| format!("{word}{n} ")).collect::<String>();
        let (base, mine, theirs) = (text("a"), text("b"), text("c"));
        let Merge::BothKept(merged) = merge(&base, &mine, &theirs) else { panic!("not a conflict") };
        assert!(merged.contains("b8999") && merged.contains("c8999"));
    }

    #[test]
    fn an_edit_of_an_untouched_text_is_taken_as_it_is() {
        assert_eq!(merge("a b", "a c", "a b"), Merge::Clean("a c".into()));
        assert_eq!(merge("a b", "a b", "a c"), Merge::Clean("a c".into()));
    }

    #[test]
    fn words_that_one_took_out_and_the_other_changed_are_in_as_they_were_changed() {
        assert_eq!(merge("a b", "a b c", ""), Merge::Kept("a b c".into()));
        assert_eq!(merge("a b", "", "a b c"), Merge::Kept("a b c".into()));
    }

    fn sentence() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "\n", "⟦", "⟷", "⟧"]), 0..12)
            .prop_map(|words| words.join(" "))
    }

    /// Words that an edit put in: more of them after than before.
    fn added<'a>(was: &'a str, now: &'a str) -> Vec<&'a str> {
        let mut left: Vec<&str> = was.split_whitespace().collect();
        now.split_whitespace()
            .filter(|word| match left.iter().position(|other| other == word) {
                Some(at) => {
                    left.swap_remove(at);
                    false
                }
                None => true,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn no_word_that_either_person_added_is_lost(was in sentence(), mine in sentence(), theirs in sentence()) {
            let text = merge(&was, &mine, &theirs).into_text();
            let spaced = text.replace(['⟦', '⟧', '⟷'], " ");
            for side in [&mine, &theirs] {
                // The marks themselves come and go.
                for word in added(&was, side).into_iter().filter(|word| !["⟦", "⟷", "⟧"].contains(word)) {
                    prop_assert!(spaced.split_whitespace().any(|other| other == word), "{word:?} of {side:?} is not in {text:?}");
                }
            }
        }

        #[test]
        fn merging_never_panics_and_cutting_into_words_loses_nothing(was in "\\PC{0,60}", mine in "\\PC{0,60}", theirs in "\\PC{0,60}") {
            let _ = merge(&was, &mine, &theirs);
            prop_assert_eq!(words(&mine).concat(), mine);
        }
    }
}
