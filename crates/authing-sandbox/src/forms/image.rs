use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::QrCode;
use qrcode::render::svg;

/// The QR code of a text as a `data:` URL of an SVG image; `None` where the text is too long for
/// one.
pub(super) fn data_url(text: &str) -> Option<String> {
    let image = QrCode::new(text).ok()?.render::<svg::Color<'_>>().build();
    Some(format!("data:image/svg+xml;base64,{}", STANDARD.encode(image)))
}
