//! Where a push may be sent: the address that a browser gave, held against a list of push services. Pure.
//!
//! The address comes from a phone, so it could name anything, the council's own machines too. Only known push services
//! are taken, by https, by name, and (when it is sent) only at a public address: see [`is_public`].

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::kernel::Refusal;

/// The push services of the browsers there are: a name, or with a leading dot every name under it.
const SERVICES: &[&str] = &[
    "web.push.apple.com",
    ".push.apple.com",
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
];

/// The longest address that is taken, in bytes.
const ENDPOINT_BYTES_MAX: usize = 1_024;

/// Which push services are taken.
#[derive(Debug, Clone, Default)]
pub struct Services {
    /// Further names, as in the list above.
    pub further: Vec<String>,
    /// Takes this machine itself too, by http or https and any port: for tests.
    pub allow_loopback: bool,
}

impl Services {
    /// Reads an address that a browser gave.
    ///
    /// # Errors
    /// One answer for everything that is wrong with it, so that nobody can feel their way round.
    pub fn parse(&self, text: &str) -> Result<Url, Refusal> {
        self.read(text).ok_or_else(|| {
            Refusal::invalid(
                "endpoint_unknown",
                "endpoint",
                "This is not the address of a push service that Sayso knows.",
            )
        })
    }

    fn read(&self, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= ENDPOINT_BYTES_MAX)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let host = url.host_str().filter(|_| plain)?;
        if self.allow_loopback && is_this_machine(host) {
            return Some(url);
        }
        let known = SERVICES.iter().copied().chain(self.further.iter().map(String::as_str)).any(|s| fits(s, host));
        let safe = url.scheme() == "https" && url.port().is_none() && url.domain().is_some();
        (known && safe).then_some(url)
    }
}

/// Whether a host is a service's own name, or under it where that begins with a dot.
fn fits(service: &str, host: &str) -> bool {
    if service.starts_with('.') { host.len() > service.len() && host.ends_with(service) } else { host == service }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether an address is one of the public internet: not this machine, not a private or special network, and not one of
/// those in the clothes of another (mapped, NAT64, 6to4).
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = matches!(
        ip.octets(),
        [0, ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [240..=255, ..]
    );
    !(special
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || ip.is_broadcast())
}

/// Global unicast (2000::/3) without the parts of it that are for documentation, Teredo and benchmarks; of addresses
/// that hold an IPv4 address, that one counts.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            v4(high, low)
        }
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> bool {
        Services { further: vec!["push.council.example".into()], allow_loopback: false }.parse(text).is_ok()
    }

    #[test]
    fn the_push_services_of_the_browsers_are_taken() {
        for good in [
            "https://web.push.apple.com/QG2x",
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://wns2-by3p.notify.windows.com/w/?token=Bw%3d",
            "https://fcm.googleapis.com:443/fcm/send/abc",
            "https://push.council.example/x",
        ] {
            assert!(taken(good), "{good}");
        }
    }

    #[test]
    fn any_other_address_is_refused() {
        for bad in [
            "",
            "not an address",
            "http://fcm.googleapis.com/x",
            "https://142.250.1.1/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://localhost/x",
            "https://intranet/x",
            "https://db.internal/x",
            "https://127.0.0.1.nip.io/x",
            "https://user@fcm.googleapis.com/x",
            "https://user:word@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://fcm.googleapis.com:22/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evilfcm.googleapis.com/x",
            "https://fcm.googleapis.com./x",
            "https://notify.windows.com/x",
            "https://.notify.windows.com/x",
            "https://fcm.googleapis.com/x#fragment",
            "ftp://fcm.googleapis.com/x",
            "file:///etc/passwd",
            "data:text/plain,x",
        ] {
            assert!(!taken(bad), "{bad}");
        }
        assert!(!taken(&format!("https://fcm.googleapis.com/{}", "x".repeat(2_000))));
    }

    #[test]
    fn this_machine_is_taken_in_tests_only() {
        let tests = Services { further: vec![], allow_loopback: true };
        assert!(tests.parse("http://127.0.0.1:4567/push/x").is_ok());
        assert!(tests.parse("http://[::1]:4567/push/x").is_ok());
        assert!(tests.parse("http://10.0.0.1:4567/push/x").is_err());
        assert!(!taken("http://127.0.0.1:4567/push/x"));
    }

    #[test]
    fn a_private_or_special_address_is_not_public() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "::7f00:1",
            "64:ff9b:1::1",
            "3fff::1",
        ] {
            assert!(private.parse().is_ok_and(|ip| !is_public(ip)), "{private}");
        }
        for public in ["17.57.144.1", "142.250.1.1", "100.63.0.1", "100.128.0.1", "2a00:1450::1", "64:ff9b::8efa:101"] {
            assert!(public.parse().is_ok_and(is_public), "{public}");
        }
    }
}
