//! How much the wall holds. Nobody scrolls a projector: type gets smaller as more is there, and what still does not fit
//! is counted, not cut off.

use crate::review::counted;
use leptos::prelude::*;

/// Groups beside each other at most, and rows of them.
const BESIDE: usize = 4;
const ROWS: usize = 3;
/// The width for cards, in hundredths of the stage's type. That type goes with the size of the wall, so this is the same
/// on every wall of 16:9; one of 4:3 is as much higher as it is narrower.
const WIDE: usize = 5000;
/// The height for cards under the head of the stage; likewise where names of the rest stand below them.
pub const HIGH: usize = 2000;
pub const HIGH_ABOVE_REST: usize = 1600;
/// Lines of a card that are shown at most; of one in several rows of groups.
const LINES: usize = 10;
const FEW_LINES: usize = 3;

/// A size of type, and how many columns of cards a group has if it stands alone, and beside one other.
struct Size {
    key: &'static str,
    percent: usize,
    alone: usize,
    halved: usize,
}

/// The largest first.
const SIZES: [Size; 4] = [
    Size { key: "huge", percent: 125, alone: 2, halved: 1 },
    Size { key: "large", percent: 100, alone: 3, halved: 1 },
    Size { key: "medium", percent: 87, alone: 3, halved: 1 },
    Size { key: "small", percent: 75, alone: 4, halved: 2 },
];

/// A card, and how many letters it has.
pub struct OnWall {
    pub letters: usize,
    pub card: AnyView,
}

/// Cards that belong together.
pub struct Group {
    /// What stands above them, and how many letters it has.
    pub head: Option<(AnyView, usize)>,
    /// They are a theme.
    pub theme: bool,
    pub cards: Vec<OnWall>,
}

impl Group {
    /// Cards that are all there is.
    pub fn alone(cards: Vec<OnWall>) -> Self {
        Self { head: None, theme: false, cards }
    }
}

/// Letters of each card under a head of so many letters.
struct Measured {
    head: Option<usize>,
    cards: Vec<usize>,
}

#[derive(Debug, PartialEq, Eq)]
struct Fit {
    size: &'static str,
    /// Groups beside each other, and columns of cards in each.
    beside: usize,
    columns: usize,
    /// Cards of each group that there is room for.
    shown: Vec<usize>,
}

/// How many of the cards there is room for in so many columns. Heights are in hundredths of the cards' own type.
fn held(cards: &[usize], high: usize, columns: usize, line: usize, lines: usize) -> usize {
    let (mut column, mut used) = (1, 0);
    for (at, letters) in cards.iter().enumerate() {
        let height = letters.div_ceil(line).clamp(1, lines) * 135 + 110;
        if used + height > high {
            column += 1;
            used = 0;
        }
        if column > columns || height > high {
            return at;
        }
        used += height;
    }
    cards.len()
}

/// Is a group alone in the last of several rows? Then it goes across the wall.
fn is_across(at: usize, groups: usize) -> bool {
    groups > BESIDE && at + 1 == groups && at.is_multiple_of(BESIDE)
}

/// The largest type in which everything is there, or the smallest, with as much as there is room for.
fn fit(groups: &[Measured], high: usize) -> Fit {
    let beside = groups.len().clamp(1, BESIDE);
    let rows = groups.len().div_ceil(BESIDE).max(1);
    let lines = if rows > 1 { FEW_LINES } else { LINES };
    let most = groups.iter().map(|group| group.cards.len()).max().unwrap_or(0).max(1);
    let mut smallest = None;
    for (at, size) in SIZES.iter().enumerate() {
        let columns = match beside {
            1 => size.alone.min(most),
            2 => size.halved.min(most),
            _ => 1,
        };
        // Without what is around the text of a card.
        let width = (WIDE * 100 / (beside * columns * size.percent)).saturating_sub(260);
        let is_last = at + 1 == SIZES.len();
        if width < 900 && !is_last {
            continue;
        }
        // Not quite two letters in the width of an em.
        let line = (width * 19 / 1000).max(1);
        let high = high / rows * 100 / size.percent;
        let room = |(at, group): (usize, &Measured)| {
            let columns = if is_across(at, groups.len()) { BESIDE } else { columns };
            let head = group.head.map_or(0, |letters| letters.div_ceil(line).clamp(1, 2) * 130 + 130);
            let high = high.saturating_sub(head);
            match held(&group.cards, high, columns, line, lines) {
                all if all == group.cards.len() => all,
                // The line that says how many more there are takes room, too.
                _ => held(&group.cards, high.saturating_sub(140), columns, line, lines).max(1),
            }
        };
        let shown: Vec<usize> = groups.iter().enumerate().map(room).collect();
        let whole = groups
            .iter()
            .zip(&shown)
            .all(|(group, shown)| *shown == group.cards.len() && group.cards.iter().all(|letters| letters.div_ceil(line) <= lines));
        let fit = Fit { size: size.key, beside, columns, shown };
        if whole {
            return fit;
        }
        smallest = Some(fit);
    }
    smallest.unwrap_or(Fit { size: "small", beside, columns: 1, shown: groups.iter().map(|group| group.cards.len()).collect() })
}

/// Says what there is no room for: “… and 2 more cards”.
pub fn and_more(left: usize, what: &str) -> Option<AnyView> {
    (left > 0).then(|| view! { <p class="stage-more">{format!("… and {}", counted(left as i64, &format!("more {what}")))}</p> }.into_any())
}

/// Groups of cards as large as there is room for.
pub fn wall(mut groups: Vec<Group>, high: usize) -> AnyView {
    let further = groups.len().saturating_sub(BESIDE * ROWS);
    groups.truncate(BESIDE * ROWS);
    let measured: Vec<Measured> = groups
        .iter()
        .map(|group| Measured {
            head: group.head.as_ref().map(|(_, letters)| *letters),
            cards: group.cards.iter().map(|one| one.letters).collect(),
        })
        .collect();
    let fit = fit(&measured, high);
    let rows = groups.len().div_ceil(BESIDE);
    let count = groups.len();
    let groups = groups
        .into_iter()
        .zip(fit.shown)
        .enumerate()
        .map(|(at, (group, shown))| {
            let across = is_across(at, count).then_some("");
            let left = group.cards.len().saturating_sub(shown);
            let cards = group.cards.into_iter().take(shown).map(|one| one.card).collect_view();
            let class = if group.theme { "theme" } else { "stage-loose" };
            view! { <section class=class data-across=across>{group.head.map(|(head, _)| head)}<ul class="cards">{cards}</ul>{and_more(left, "card")}</section> }
        })
        .collect_view();
    view! {
        <div class="wall" data-size=fit.size data-beside=fit.beside.to_string() data-columns=fit.columns.to_string() data-rows=rows.to_string()>
            {groups}
        </div>
        {and_more(further, "group")}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(cards: usize, letters: usize) -> Measured {
        Measured { head: Some(12), cards: vec![letters; cards] }
    }

    #[test]
    fn a_card_alone_is_as_large_as_it_gets() {
        let one = Measured { head: None, cards: vec![60] };
        assert_eq!(fit(&[one], HIGH), Fit { size: "huge", beside: 1, columns: 1, shown: vec![1] });
    }

    #[test]
    fn many_cards_are_small_and_none_is_left_out_as_long_as_there_is_room() {
        let few = fit(&[group(2, 40), group(1, 40)], HIGH);
        assert_eq!((few.size, few.shown), ("huge", vec![2, 1]));
        let more = fit(&[group(5, 40), group(5, 40), group(4, 40), group(4, 40)], HIGH);
        assert_eq!((more.size, more.shown), ("medium", vec![5, 5, 4, 4]));
    }

    #[test]
    fn a_group_alone_in_its_row_has_all_of_it() {
        let five = fit(&[(); 5].map(|()| group(12, 40)), HIGH);
        assert!(matches!(five.shown.as_slice(), [first, .., last] if last >= &(first * 4)), "{five:?}");
    }

    #[test]
    fn what_there_is_no_room_for_is_left_out_and_never_all_of_it() {
        let full = fit(&[group(20, 80), group(3, 20), group(3, 20), group(4, 20)], HIGH);
        assert!(full.shown.first().is_some_and(|shown| (2..20).contains(shown)));
        let rows = fit(&[(); 12].map(|()| group(9, 2_000)), HIGH);
        assert!(rows.shown.iter().all(|shown| *shown == 1));
    }
}
