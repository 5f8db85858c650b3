use super::*;

/// The pin that a public list of certificates gives for a bundled root.
fn pin_of_root(common_name: &str) -> String {
    let mut roots = webpki_roots::TLS_SERVER_ROOTS.iter();
    let is_named = |subject: &[u8]| {
        subject.windows(common_name.len()).any(|window| window == common_name.as_bytes())
    };
    let root = roots.find(|root| is_named(&root.subject)).unwrap();
    Pin::of(&public_key_info(root)).to_string()
}

#[test]
fn well_known_roots_have_their_well_known_pins() {
    // RSA with 4096 bits, then P-384: a long and a short length of the sequence.
    assert_eq!(pin_of_root("ISRG Root X1"), "sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=");
    assert_eq!(pin_of_root("ISRG Root X2"), "sha256/diGVwiVYbubAI3RW4hB9xU8e/CH2GnkuvVFZE8zmgzI=");
}

#[test]
fn a_pin_is_read_as_okhttp_and_curl_write_it() {
    let encoded = "C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M";
    let pin = Pin::parse(&format!("sha256/{encoded}=")).unwrap();
    for text in
        [format!("sha256/{encoded}"), format!("sha256//{encoded}="), format!(" sha256//{encoded} ")]
    {
        assert_eq!(Pin::parse(&text), Some(pin), "{text}");
    }
    // A hash may begin with a slash.
    let slash = format!("sha256//{}=", &encoded[1..]);
    assert_eq!(Pin::parse(&slash).unwrap().to_string(), slash);
    assert_eq!(Pin::parse(&format!("sha256//{}", &slash[7..])).unwrap().to_string(), slash);

    for text in [
        "",
        "sha256/",
        encoded,
        "sha1/C5+lpZ7tcVwmwQIMcRtPbsQtWLA=",
        "sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLA=",
        "sha256/C5-lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=",
        "sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M==",
    ] {
        assert_eq!(Pin::parse(text), None, "{text}");
    }
}
