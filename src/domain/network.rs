//! Networks of clients: what stands for an address where the address itself is too much.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::domain::word::UnknownWord;

/// The network that an address most likely shares with its owner alone: its `/24`, or of IPv6 its
/// `/48`. An IPv4 address in the clothes of IPv6 is one of IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        const V4: u32 = u32::MAX << 8;
        const V6: u128 = u128::MAX << 80;
        Self(match address.to_canonical() {
            IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & V4).into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & V6).into(),
        })
    }

    /// Its first address.
    pub const fn first(self) -> IpAddr {
        self.0
    }
}

/// `192.0.2.0/24`, `2001:db8::/48`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, if self.0.is_ipv4() { 24 } else { 48 })
    }
}

/// Whose requests are counted together: an address, or of IPv6 its `/64`, as one household has it.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// How much of a client's address is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientDetail {
    /// The address.
    #[default]
    Full,
    /// The first address of its network.
    Network,
    /// Nothing.
    None,
}

impl ClientDetail {
    /// The words for them, comma-separated.
    pub const WORDS: &str = "full, network, none";

    /// What is kept of an address.
    pub fn keep(self, address: Option<IpAddr>) -> Option<IpAddr> {
        match self {
            Self::Full => address,
            Self::Network => address.map(|address| Network::of(address).first()),
            Self::None => None,
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Network => "network",
            Self::None => "none",
        }
    }
}

impl FromStr for ClientDetail {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let all = [Self::Full, Self::Network, Self::None];
        all.into_iter()
            .find(|detail| detail.as_str() == word)
            .ok_or_else(|| UnknownWord { word: word.to_owned(), expected: Self::WORDS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            assert_eq!(Network::of(address.parse().unwrap()).to_string(), network);
        }
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let address: Option<IpAddr> = Some("192.0.2.77".parse().unwrap());
        let kept = |word: &str| word.parse::<ClientDetail>().unwrap().keep(address);
        assert_eq!(kept("full"), address);
        assert_eq!(kept("network"), Some("192.0.2.0".parse().unwrap()));
        assert_eq!(kept("none"), None);
        assert!("half".parse::<ClientDetail>().is_err());
    }
}
