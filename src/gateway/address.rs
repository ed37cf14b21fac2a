//! What kind of network an address is on, and which kinds a provider may be on (R-H2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::domain::provider::Reach;

/// What an address is, for all that concerns connecting to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// Global unicast.
    Public,
    /// A private network: RFC 1918, RFC 4193, or a carrier's (RFC 6598).
    Private,
    /// This machine.
    Loopback,
    /// Where clouds hand out credentials to whoever asks from inside.
    Metadata,
    /// Nothing to connect to: link-local, multicast, documentation, reserved, transition.
    Special,
}

// AWS and most others, AWS containers, Alibaba, Azure, Oracle.
const METADATA_V4: [Ipv4Addr; 5] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];

// AWS, Google.
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

/// The first 96 bits of addresses whose last 32 are one of IPv4: `::/96`, `::ffff:0:0/96`
/// (RFC 4291) and `64:ff9b::/96` (RFC 6052).
const COMPATIBLE: u128 = 0;
const MAPPED: u128 = 0xffff;
const NAT64: u128 = 0x64_ff9b << 64;

/// Classifies an address by the IANA registries of special-purpose addresses (RFC 6890).
pub fn classify(ip: IpAddr) -> AddressClass {
    match ip {
        IpAddr::V4(ip) => classify_v4(ip),
        IpAddr::V6(ip) => embedded_v4(ip).map_or_else(|| classify_v6(ip), classify_v4),
    }
}

/// Whether a provider may be connected to there. Plain HTTP never leaves for the open network
/// (R-H1), and metadata addresses are out of every reach.
pub fn permits(reach: Reach, class: AddressClass, tls: bool) -> bool {
    match (reach, class) {
        (Reach::Public | Reach::Private, AddressClass::Public) => tls,
        (Reach::Private, AddressClass::Private) | (Reach::Loopback, AddressClass::Loopback) => true,
        _ => false,
    }
}

fn classify_v4(ip: Ipv4Addr) -> AddressClass {
    if METADATA_V4.contains(&ip) {
        return AddressClass::Metadata;
    }
    match ip.octets() {
        [127, ..] => AddressClass::Loopback,
        [10, ..] | [192, 168, ..] | [172, 16..=31, ..] | [100, 64..=127, ..] => {
            AddressClass::Private
        }
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => AddressClass::Special,
        _ => AddressClass::Public,
    }
}

/// The IPv4 address that such a one leads to.
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = ip.to_bits();
    let embeds = matches!(bits >> 32, COMPATIBLE | MAPPED | NAT64);
    let itself = ip.is_unspecified() || ip.is_loopback();
    let low = u32::try_from(bits & u128::from(u32::MAX)).ok()?;
    (embeds && !itself).then(|| Ipv4Addr::from_bits(low))
}

fn classify_v6(ip: Ipv6Addr) -> AddressClass {
    if METADATA_V6.contains(&ip) {
        return AddressClass::Metadata;
    }
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        [0xfc00..=0xfdff, ..] => AddressClass::Private,
        // Protocol assignments (Teredo among them), documentation, 6to4.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => {
            AddressClass::Special
        }
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Special,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(class: AddressClass, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(classify(address.parse().unwrap()), class, "{address}");
        }
    }

    #[test]
    fn the_open_network() {
        all(
            AddressClass::Public,
            &["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"],
        );
        all(AddressClass::Public, &["172.15.0.1", "172.32.0.1", "192.167.0.1", "223.255.255.255"]);
        all(AddressClass::Public, &["2606:4700::1111", "2001:200::1", "2a00::1", "3ffe::1"]);
        all(AddressClass::Public, &["::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]);
    }

    #[test]
    fn private_networks() {
        all(AddressClass::Private, &["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"]);
        all(AddressClass::Private, &["100.64.0.1", "100.127.255.255", "fc00::1", "fdff::1"]);
        all(AddressClass::Private, &["::ffff:a00:1", "::10.0.0.1", "64:ff9b::c0a8:101"]);
    }

    #[test]
    fn this_machine() {
        all(AddressClass::Loopback, &["127.0.0.1", "127.255.0.9", "::1"]);
        all(AddressClass::Loopback, &["::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1"]);
    }

    #[test]
    fn metadata_hides_in_private_link_local_and_public_space() {
        all(AddressClass::Metadata, &["169.254.169.254", "100.100.100.200", "168.63.129.16"]);
        all(AddressClass::Metadata, &["fd00:ec2::254", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe"]);
    }

    #[test]
    fn what_is_no_destination() {
        all(AddressClass::Special, &["0.0.0.0", "0.1.2.3", "169.254.1.1", "192.0.0.1"]);
        all(AddressClass::Special, &["192.0.2.1", "198.19.0.1", "198.51.100.1", "203.0.113.1"]);
        all(AddressClass::Special, &["192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"]);
        all(AddressClass::Special, &["::", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1"]);
        all(AddressClass::Special, &["2001::1", "2002:7f00:1::", "100::1", "::ffff:0:127.0.0.1"]);
        all(
            AddressClass::Special,
            &["64:ff9b:1::7f00:1", "3fff:fff::1", "4000::1", "::ffff:0.0.0.0"],
        );
    }

    #[test]
    fn a_reach_is_no_wider_than_its_name() {
        let permitted = |reach, tls| {
            let classes = [
                AddressClass::Public,
                AddressClass::Private,
                AddressClass::Loopback,
                AddressClass::Metadata,
                AddressClass::Special,
            ];
            classes.map(|class| permits(reach, class, tls))
        };
        assert_eq!(permitted(Reach::Public, true), [true, false, false, false, false]);
        assert_eq!(permitted(Reach::Public, false), [false; 5]);
        assert_eq!(permitted(Reach::Private, true), [true, true, false, false, false]);
        assert_eq!(permitted(Reach::Private, false), [false, true, false, false, false]);
        assert_eq!(permitted(Reach::Loopback, true), [false, false, true, false, false]);
        assert_eq!(permitted(Reach::Loopback, false), [false, false, true, false, false]);
    }
}
