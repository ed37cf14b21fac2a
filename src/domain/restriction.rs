//! Restrictions: what narrows a key within the role of its user. Nothing here ever widens it
//! (R-F2).

use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::model::ModelGlob;
use crate::domain::permission::Grants;

/// What narrows a key; an empty one narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restrictions {
    /// The number of a role whose permissions bound it too.
    pub role_id: Option<i64>,
    /// The only permissions it has.
    pub permissions: Option<Grants>,
    /// The only models it may use; all where there is none.
    pub models: Vec<ModelGlob>,
    /// The only networks it may be used from; all where there is none.
    pub networks: Vec<IpNet>,
}

impl Restrictions {
    /// Whether it may use a model.
    pub fn allow_model(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|glob| glob.matches(model))
    }

    /// Whether it may be used from an address. An address that is not known is in no network.
    pub fn allow_address(&self, address: Option<IpAddr>) -> bool {
        let in_network = |address: IpAddr| {
            self.networks.iter().any(|network| network.contains(&address.to_canonical()))
        };
        self.networks.is_empty() || address.is_some_and(in_network)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_narrows_nothing() {
        let open = Restrictions::default();
        assert!(open.allow_model("gpt-5") && open.allow_address(None));
    }

    #[test]
    fn one_of_the_models_must_match() {
        let models = vec!["gpt-*".parse().unwrap(), "llama3".parse().unwrap()];
        let narrow = Restrictions { models, ..Restrictions::default() };
        assert!(narrow.allow_model("gpt-5") && narrow.allow_model("llama3"));
        assert!(!narrow.allow_model("llama3:8b") && !narrow.allow_model("o3"));
    }

    #[test]
    fn the_address_must_be_known_and_in_a_network() {
        let networks = vec!["10.1.0.0/16".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let narrow = Restrictions { networks, ..Restrictions::default() };
        let allowed = |text: &str| narrow.allow_address(Some(text.parse().unwrap()));
        assert!(allowed("10.1.2.3") && allowed("::ffff:10.1.2.3") && allowed("2001:db8::1"));
        assert!(!allowed("10.2.0.1") && !allowed("::1"));
        assert!(!narrow.allow_address(None));
    }
}
