//! What of the wall is decided without a look at it: the sizes that are tried, how groups share the columns, and which
//! cards are left out first.

use std::{collections::VecDeque, ops::RangeInclusive};

/// A size of type in hundredths of the stage's, and after how many lines a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub percent: u32,
    pub lines: Option<u32>,
}

const fn whole(percent: u32) -> Size {
    Size { percent, lines: None }
}

const fn cut(percent: u32, lines: u32) -> Size {
    Size { percent, lines: Some(lines) }
}

/// All of every text, the largest first.
pub const WHOLE: [Size; 8] = [whole(200), whole(175), whole(150), whole(130), whole(115), whole(100), whole(87), SMALLEST];
/// Where that has no room, a part of long texts: it is more than none of some.
pub const CUT: [Size; 8] = [cut(100, 16), cut(87, 16), cut(75, 16), cut(75, 10), cut(75, 6), cut(75, 4), cut(75, 3), cut(75, 2)];
/// What can still be read from the back of the room.
pub const SMALLEST: Size = whole(75);

/// A column that is narrower, in ems of its type, breaks words.
const NARROWEST: f64 = 10.0;
/// More beside each other and the eye loses its place.
const MOST: usize = 6;

/// How many columns are tried where the stage has so many ems of width, beginning with the fewest. None where the type
/// is too large for the columns that there should be at least.
pub fn columns(ems: f64, size: Size, least: usize, most: usize) -> RangeInclusive<usize> {
    let room = ems * 100.0 / (f64::from(size.percent) * NARROWEST);
    let wide = (1..=MOST).rev().find(|columns| *columns as f64 <= room).unwrap_or(1);
    let most = wide.min(most).max(1);
    // The smallest type is taken in any case.
    let least = if size.percent == SMALLEST.percent { least.min(most) } else { least };
    least.max(1)..=most
}

/// How many of the columns each group takes, when each has so many cards: rows of groups that are as low as they can be
/// together. Groups keep their order.
pub fn spans(cards: &[usize], columns: usize) -> Vec<usize> {
    // The height and the columns of what comes after a place, the nearest place first.
    let mut after = VecDeque::from([(0_usize, Vec::<usize>::new())]);
    for at in (0..cards.len()).rev() {
        // Of ways that are as high as each other, the one with the most groups in a row.
        let ways = after.iter().enumerate().take(columns.max(1)).rev().map(|(further, (below, rest))| {
            let row = cards.get(at..=at + further).unwrap_or_default();
            let taken = shared(row, columns, rest.is_empty());
            let height = row.iter().zip(&taken).map(|(cards, span)| cards.div_ceil(*span)).max().unwrap_or(0);
            // What stands above the cards is about as high as one of them.
            (height + 1 + below, [taken.as_slice(), rest.as_slice()].concat())
        });
        let best = ways.min_by_key(|(height, _)| *height).unwrap_or_default();
        after.push_front(best);
    }
    after.pop_front().map(|(_, spans)| spans).unwrap_or_default()
}

/// The columns of groups beside each other: whatever is longest gets one more, until all are given away. In the last row
/// some may stay empty; before it they would be taken by the row below.
fn shared(cards: &[usize], columns: usize, is_last: bool) -> Vec<usize> {
    let mut spans = vec![1; cards.len()];
    for _ in cards.len()..columns {
        match cards.iter().zip(&mut spans).max_by_key(|(cards, span)| **cards * 100 / **span) {
            Some((cards, span)) if *cards > *span || !is_last => *span += 1,
            _ => break,
        }
    }
    spans
}

/// How many cards of each group are shown when so many are left out; of a group is told how many it has, and whether
/// others are cut before it. The longest theme gives first, and each keeps one card; then the loose cards; then whole
/// groups from the end.
pub fn shown(groups: &[(usize, bool)], left_out: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = groups.iter().map(|(cards, _)| *cards).collect();
    for _ in 0..left_out {
        let there = groups.iter().zip(&mut shown).filter(|(_, shown)| **shown > 0);
        match there.max_by_key(|((_, is_spared), shown)| (**shown > 1, !is_spared, **shown)) {
            Some((_, shown)) => *shown -= 1,
            None => break,
        }
    }
    shown
}

/// The least number of `1..=most` that is enough, asked as seldom as possible; `most` where none is.
pub fn fewest(most: usize, is_enough: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (1, most);
    while low < high {
        let middle = low.midpoint(high);
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_only_when_all_of_it_has_no_room_in_the_smallest_type() {
        assert_eq!(WHOLE.last(), Some(&SMALLEST));
        assert!(WHOLE.iter().all(|size| size.lines.is_none()) && CUT.iter().all(|size| size.lines.is_some()));
    }

    #[test]
    fn each_size_takes_less_room_than_the_one_before() {
        for sizes in [&WHOLE[..], &CUT[..]] {
            assert!(sizes.is_sorted_by(|one, next| one.percent >= next.percent && one.lines >= next.lines && one != next));
        }
    }

    #[test]
    fn large_type_has_few_columns_and_the_smallest_is_always_tried() {
        assert_eq!(columns(50.0, whole(100), 1, 80), 1..=5);
        assert_eq!(columns(50.0, whole(200), 1, 80), 1..=2);
        assert_eq!(columns(50.0, whole(75), 1, 80), 1..=6);
        assert_eq!(columns(50.0, whole(75), 1, 3), 1..=3, "no more columns than cards");
        assert!(columns(50.0, whole(200), 3, 80).is_empty(), "three groups stand beside each other");
        assert_eq!(columns(9.0, whole(75), 3, 80), 1..=1);
    }

    #[test]
    fn a_long_group_takes_the_columns_that_short_ones_leave() {
        assert_eq!(spans(&[6, 1, 1], 4), [2, 1, 1]);
        assert_eq!(spans(&[24], 5), [5]);
        assert_eq!(spans(&[2], 5), [2], "a column for each card is enough");
    }

    #[test]
    fn rows_are_filled_but_for_the_last() {
        assert_eq!(spans(&[1, 1, 1, 1], 3), [1, 1, 1, 1]);
        assert_eq!(spans(&[4, 1, 9], 3), [2, 1, 3]);
        assert_eq!(spans(&[20, 1, 1, 1, 1], 4), [4, 1, 1, 1, 1], "many loose cards have their own row");
        assert_eq!(spans(&[1, 1, 1, 1, 1, 9], 5), [1, 1, 1, 1, 1, 5]);
        assert_eq!(spans(&[], 5), Vec::<usize>::new());
    }

    #[test]
    fn themes_give_cards_before_the_loose_ones_and_keep_one() {
        let groups = [(9, true), (3, false), (5, false)];
        assert_eq!(shown(&groups, 2), [9, 3, 3]);
        assert_eq!(shown(&groups, 6), [9, 1, 1]);
        assert_eq!(shown(&groups, 8), [7, 1, 1]);
        assert_eq!(shown(&groups, 15), [1, 1, 0], "then groups from the end");
        assert_eq!(shown(&groups, 99), [0, 0, 0]);
    }

    #[test]
    fn as_few_as_are_enough_are_left_out() {
        assert_eq!(fewest(80, |left_out| left_out >= 37), 37);
        assert_eq!(fewest(80, |_| true), 1);
        assert_eq!(fewest(80, |_| false), 80);
    }
}
