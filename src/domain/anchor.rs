//! Anchors: the end of the audit log at one time, signed, to be kept where the log is not.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use crate::domain::audit::Head;
use crate::domain::time::Timestamp;

/// The most bytes of a file of anchors: some five hundred thousand of them.
pub const MAX_FILE_BYTES: u64 = 100 << 20;

/// What the log ended with. It proves that nothing before has changed since (R-K3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The epoch, the last entry, and its hash.
    pub head: Head,
    /// When it was made.
    pub at: Timestamp,
    /// The tag over the rest, under the audit key.
    pub mac: [u8; 32],
}

impl Anchor {
    /// The bytes that the tag of an anchor covers.
    pub fn canonical(head: &Head, at: Timestamp) -> Vec<u8> {
        let mut bytes = b"keyctl-audit-anchor-v1\0".to_vec();
        bytes.extend(head.epoch.to_be_bytes());
        bytes.extend(head.count.to_be_bytes());
        bytes.extend(head.hash);
        bytes.extend(at.micros().to_be_bytes());
        bytes
    }
}

/// `epoch seq head_hash time mac`, one line without its end.
impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { epoch, count, hash } = &self.head;
        let (hash, mac) = (HEXLOWER.encode(hash), HEXLOWER.encode(&self.mac));
        write!(f, "{epoch} {count} {hash} {} {mac}", self.at)
    }
}

/// A line that is no anchor.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an anchor is a line that `keyctl audit anchor` wrote")]
pub struct AnchorError;

impl FromStr for Anchor {
    type Err = AnchorError;

    fn from_str(line: &str) -> Result<Self, AnchorError> {
        let mut words = line.split_ascii_whitespace();
        let mut word = || words.next().ok_or(AnchorError);
        let epoch = word()?.parse().map_err(|_| AnchorError)?;
        let count = word()?.parse().map_err(|_| AnchorError)?;
        let hash = digest(word()?)?;
        let at = word()?.parse().map_err(|_| AnchorError)?;
        let mac = digest(word()?)?;
        if words.next().is_some() {
            return Err(AnchorError);
        }
        Ok(Self { head: Head { epoch, count, hash }, at, mac })
    }
}

fn digest(hex: &str) -> Result<[u8; 32], AnchorError> {
    let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(|_| AnchorError)?;
    bytes.try_into().map_err(|_| AnchorError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back() {
        let anchor = Anchor {
            head: Head { epoch: 3, count: 1_234, hash: [0xab; 32] },
            at: "2026-11-21T09:00:00.000001Z".parse().unwrap(),
            mac: [7; 32],
        };
        let line = anchor.to_string();
        assert!(line.starts_with("3 1234 abab"), "{line}");
        assert_eq!(format!(" {line}\r\n").parse(), Ok(anchor));
        for broken in [
            "",
            "3 1234",
            &line[..line.len() - 1],
            &format!("{line} more"),
            &line.replace("ab", "zz"),
            &line.replacen("1234", "-1", 1),
        ] {
            assert_eq!(broken.parse::<Anchor>(), Err(AnchorError), "{broken}");
        }
    }
}
