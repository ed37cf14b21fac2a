//! The second factor: codes that an authenticator computes, and backup codes for when it is lost.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::domain::word::UnknownWord;

/// How many backup codes a user has.
pub const BACKUP_CODES: u8 = 10;
/// How much chance is in one: 80 bits.
pub const BACKUP_CODE_BYTES: usize = 10;

/// Digits and letters of a backup code: Crockford's base 32, without `I`, `L`, `O` and `U`.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = BACKUP_CODE_BYTES * 8 / 5;
const GROUP: usize = 4;

/// Whether a second factor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorState {
    /// Not yet: no code has been accepted.
    Pending,
    /// It is.
    Enabled,
}

impl FactorState {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Enabled => "enabled",
        }
    }
}

impl FromStr for FactorState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "pending" => Ok(Self::Pending),
            "enabled" => Ok(Self::Enabled),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "pending, enabled" }),
        }
    }
}

/// What somebody gives as their second factor. Its text does not print, because it may not have
/// been used yet.
#[derive(Clone)]
pub enum Code {
    /// Six digits of an authenticator.
    Totp(TotpCode),
    /// A backup code.
    Backup(BackupCode),
}

/// Six ASCII digits (R-D1).
#[derive(Clone)]
pub struct TotpCode(Zeroizing<[u8; 6]>);

/// `NN-XXXX-XXXX-XXXX-XXXX`: its number among the ten, so that one hash is checked and not ten, and
/// 80 bits in Crockford's base 32 (R-D7).
#[derive(Clone, PartialEq, Eq)]
pub struct BackupCode {
    number: u8,
    letters: Zeroizing<[u8; LETTERS]>,
}

/// A text that can be no code. It does not repeat the text, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Neither sort of code.
    #[error("a code is six digits, a backup code is like 07-XXXX-XXXX-XXXX-XXXX")]
    Neither,
    /// No six digits.
    #[error("a code is six digits")]
    NoTotp,
}

impl TotpCode {
    /// The six digits.
    pub fn digits(&self) -> &[u8; 6] {
        &self.0
    }
}

/// Spaces, which authenticators put between digits, are left out. Digits of other scripts are none.
impl FromStr for TotpCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut digits = Zeroizing::new([0; 6]);
        let mut count = 0;
        for byte in text.bytes().filter(|byte| *byte != b' ') {
            let place = digits.get_mut(count).filter(|_| byte.is_ascii_digit());
            *place.ok_or(CodeError::NoTotp)? = byte;
            count += 1;
        }
        if count == 6 { Ok(Self(digits)) } else { Err(CodeError::NoTotp) }
    }
}

impl BackupCode {
    /// The code of a number and its random bytes.
    pub fn new(number: u8, random: &[u8; BACKUP_CODE_BYTES]) -> Self {
        let mut letters = Zeroizing::new([0; LETTERS]);
        for (bytes, letters) in random.chunks_exact(5).zip(letters.chunks_exact_mut(8)) {
            let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for (place, letter) in letters.iter_mut().enumerate() {
                let index = (bits >> (35 - 5 * place)) & 31;
                *letter = ALPHABET[usize::try_from(index).unwrap_or_default()];
            }
        }
        Self { number, letters }
    }

    /// Its number among the codes of its user, from 1.
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// As it is written: what is shown once, and what its hash is made of.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{:02}", self.number));
        for group in self.letters.chunks_exact(GROUP) {
            text.push('-');
            text.extend(group.iter().map(|letter| char::from(*letter)));
        }
        text
    }
}

/// In either case, with or without its dashes; `I` and `L` are read as 1, `O` as 0.
impl FromStr for BackupCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut letters = Zeroizing::new([0; LETTERS + 2]);
        let mut count = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
            let letter = match byte.to_ascii_uppercase() {
                b'I' | b'L' => b'1',
                b'O' => b'0',
                letter => letter,
            };
            let place = letters.get_mut(count).filter(|_| ALPHABET.contains(&letter));
            *place.ok_or(CodeError::Neither)? = letter;
            count += 1;
        }
        let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] = &*letters else {
            return Err(CodeError::Neither);
        };
        let number = (tens - b'0') * 10 + (ones - b'0');
        if count != LETTERS + 2 || !(1..=BACKUP_CODES).contains(&number) {
            return Err(CodeError::Neither);
        }
        Ok(Self { number, letters: Zeroizing::new(*rest) })
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        match text.parse() {
            Ok(code) => Ok(Self::Totp(code)),
            Err(_) => text.parse().map(Self::Backup),
        }
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(***)")
    }
}

impl fmt::Debug for BackupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackupCode({:02}-***)", self.number)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Totp(code) => code.fmt(f),
            Self::Backup(code) => code.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Option<[u8; 6]> {
        text.parse::<TotpCode>().ok().map(|code| *code.digits())
    }

    #[test]
    fn a_code_is_six_ascii_digits_and_spaces_do_not_count() {
        for text in ["012345", " 012 345 ", "0 1 2 3 4 5"] {
            assert_eq!(digits(text), Some(*b"012345"), "{text}");
        }
        for text in [
            "",
            "01234",
            "0123456",
            "01234a",
            "+12345",
            "-12345",
            "012\t345",
            "012-345",
            "０１２３４５",
            "٠١٢٣٤٥",
            "012\u{a0}345",
        ] {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    #[test]
    fn a_backup_code_is_read_as_people_write_it() {
        let code = BackupCode::new(7, b"\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf");
        assert_eq!(&**code.text(), "07-0123-4567-89AB-CDEF");
        for text in [
            "07-0123-4567-89AB-CDEF",
            "07-0123-4567-89ab-cdef",
            "07 0123 4567 89AB CDEF",
            "070123456789ABCDEF",
            "07-OI23-4567-89AB-CDEF",
            "07-ol23-4567-89ab-cdef",
        ] {
            assert_eq!(text.parse::<BackupCode>().as_ref(), Ok(&code), "{text}");
        }
        for text in [
            "00-0123-4567-89AB-CDEF",
            "11-0123-4567-89AB-CDEF",
            "AB-0123-4567-89AB-CDEF",
            "07-0123-4567-89AB-CDE",
            "07-0123-4567-89AB-CDEFG",
            "07-0123-4567-89AB-CDEU",
            "07-0123-4567-89AB-CDE０",
            "",
        ] {
            assert_eq!(text.parse::<BackupCode>(), Err(CodeError::Neither), "{text}");
        }
    }

    #[test]
    fn every_bit_of_a_backup_code_is_in_its_text() {
        let zeros = BackupCode::new(1, &[0; BACKUP_CODE_BYTES]);
        for bit in 0..BACKUP_CODE_BYTES * 8 {
            let mut random = [0; BACKUP_CODE_BYTES];
            random[bit / 8] = 1 << (bit % 8);
            let code = BackupCode::new(1, &random);
            assert_ne!(code.text(), zeros.text(), "bit {bit}");
            assert_eq!(code.text().parse::<BackupCode>(), Ok(code));
        }
    }

    #[test]
    fn a_code_does_not_print() {
        for text in ["012345", "07-0123-4567-89AB-CDEF"] {
            let shown = format!("{:?}", text.parse::<Code>().unwrap());
            assert!(shown.contains("***") && !shown.contains("23"), "{shown}");
        }
    }
}
