//! A command that is sent again is answered, not done again.

use crate::{Error, Result};
use domain::id::CommandId;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What the log knows a command by: the id that its sender gave it, together with what it says. All buttons of a page
/// that was loaded without a script carry one id, so the id alone would take the second button for the first.
///
/// # Errors
/// For what cannot be written as JSON; commands came as JSON, so all of them can.
pub(crate) fn known_by(sent_under: CommandId, command: &impl Serialize) -> Result<CommandId> {
    let mut hash = Sha256::new_with_prefix(sent_under.0);
    hash.update(serde_json::to_vec(command).map_err(Error::unavailable)?);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    Ok(CommandId(uuid::Builder::from_custom_bytes(bytes).into_uuid()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_command_is_the_same_only_under_the_same_id_and_with_the_same_words(ids: [u128; 2], words: [String; 2], other: bool) {
            let id = |at: usize| CommandId(uuid::Uuid::from_u128(ids[at]));
            let known = |at: usize, words: &String| known_by(id(at), words).unwrap();
            let first = known(0, &words[0]);
            prop_assert_eq!(first, known(0, &words[0]));
            if ids[0] != ids[1] {
                prop_assert_ne!(first, known(1, &words[usize::from(other)]));
            }
            if words[0] != words[1] {
                prop_assert_ne!(first, known(0, &words[1]));
            }
        }
    }
}
