//! What the fields of a form are: which of them people write, and what they are called.

/// What people write, by the last part of a field's name. All else in a form is a key, or was chosen.
const WRITTEN: &str = "text title name about prompt summary note link services at started detected mitigated resolved until zone day due \
                       outcome risk_scenario check expected saw knew email password old_password organisation currency";

/// Written, too, and numbers.
const NUMBERS: &str = "hours minutes direct_cost budget most_on_one effort saves hourly_rate welcome open_actions timeline culture lessons \
                       work_items close write group vote discuss";

/// Chosen from what the page offers, and often not sent at all where nothing is chosen.
const CHOSEN: &str = "sources evidence person owner team department departments format role kind level ballot";

/// Written in several lines.
const LONG: &str = "text summary note about prompt outcome risk_scenario check saw expected knew";

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Is there room for several lines in this field?
pub fn is_long(name: &str) -> bool {
    parts(name).last().is_some_and(|last| is_one_of(LONG, last))
}

/// Is this field a choice?
pub fn is_chosen(field: &str) -> bool {
    is_one_of(CHOSEN, field)
}

/// The parts of a field's name that say something: `new[facts][started][local]` is `new`, `facts`, `started`.
fn parts(name: &str) -> Vec<&str> {
    name.split(['[', ']']).filter(|part| !part.is_empty() && !matches!(*part, "now" | "local")).collect()
}

/// Was this written by a person? A text in a field that is not known here is shown rather than hidden.
pub fn is_written(name: &str, value: &str) -> bool {
    let parts = parts(name);
    // More minutes for a step are given with a button.
    if name.ends_with("[was]") || parts.ends_with(&["until", "zone"]) || parts.contains(&"add_time") {
        return false;
    }
    let known = parts.last().is_some_and(|last| is_one_of(WRITTEN, last) || is_one_of(NUMBERS, last));
    known && value.parse::<uuid::Uuid>().is_err() || value.trim().contains(char::is_whitespace)
}

/// One part of a field's name as a person reads it.
fn word(part: &str) -> String {
    let words = match part {
        "at" => "when",
        "until" => "answers by",
        "link" => "link to evidence",
        "check" => "how will we know that it worked",
        "effort" => "effort, hours",
        "saves" => "unplanned hours it should save a month",
        "hourly_rate" => "cost of an hour",
        "old_password" => "your password now",
        "saw" => "what you saw",
        "expected" => "what you expected",
        "knew" => "what you knew then",
        "budget" => "votes each",
        other => other,
    };
    let spoken = words.replace('_', " ");
    let mut letters = spoken.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A field's name as a person reads it: “Started: zone”, “Question 2: Title”.
pub fn label(name: &str) -> String {
    let parts = parts(name);
    let said = match parts.as_slice() {
        [.., of, "zone"] => format!("{}: zone", word(of)),
        [.., last] => word(last),
        [] => word(name),
    };
    let row = parts.windows(2).find_map(|pair| match pair {
        [list, at] => Some(format!("{} {}", word(list.strip_suffix('s').unwrap_or(list)), at.parse::<usize>().ok()?.saturating_add(1))),
        _ => None,
    });
    match row {
        Some(row) => format!("{row}: {said}"),
        None => said,
    }
}

/// Is it a number or a day that cannot be read as one? Without minutes a session has those of its format.
pub fn is_unreadable(name: &str, value: &str) -> bool {
    let value = value.trim();
    match parts(name).last().copied().unwrap_or_default() {
        "minutes" if value.is_empty() => false,
        "due" => value.parse::<domain::time::Day>().is_err(),
        last => is_one_of(NUMBERS, last) && value.parse::<u32>().is_err(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_apart_by_their_number() {
        for (name, expected) in [
            ("draft[questions][1][title]", "Question 2: Title"),
            ("draft[questions][0][discuss]", "Question 1: Discuss"),
            ("command[edit_facts][departments][0][hours]", "Department 1: Hours"),
            ("new[facts][started][local]", "Started"),
            ("new[facts][started][zone]", "Started: zone"),
            ("command[edit_card][text][now]", "Text"),
            ("zone", "Zone"),
        ] {
            assert_eq!(label(name), expected);
        }
    }

    #[test]
    fn what_is_written_is_told_from_keys_and_choices() {
        for (name, value) in [("command[add_card][text]", ""), ("new[facts][direct_cost]", "0"), ("unknown", "two words")] {
            assert!(is_written(name, value), "{name}");
        }
        for (name, value) in [
            ("command[edit_card][text][was]", "two words"),
            ("command[add_card][question]", "response"),
            ("command[add_time][minutes]", "3"),
            ("command[add_event][precision]", "minute"),
            ("command", "publish"),
        ] {
            assert!(!is_written(name, value), "{name}");
        }
    }
}
