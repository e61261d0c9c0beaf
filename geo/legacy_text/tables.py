"""What the bytes of the old Vietnamese encodings stand for."""

import codecs
import unicodedata

_ASCII = "".join(map(chr, range(128)))
_NONE = "\ufffe"  # what codecs.charmap_decode takes for "no character here"

TONES = {"grave": "\u0300", "hook": "\u0309", "tilde": "\u0303", "acute": "\u0301", "dot": "\u0323"}

# TCVN 5712:1993 VN3, the bytes of the .Vn fonts (ABC). Its accented letters are lower case only;
# quotes and dashes are those of Windows, which those fonts kept.
TCVN3 = (
    _ASCII
    + _NONE * 5 + "…" + _NONE * 11 + "‘’“”•–—" + _NONE * 8
    + "\xa0ĂÂÊÔƠƯĐăâêôơưđ" + _NONE
    + _NONE * 5 + "àảãáạ" + _NONE + "ằẳẵắ" + _NONE
    + _NONE * 6 + "ặầẩẫấậè" + _NONE + "ẻẽ"
    + "éẹềểễếệìỉ" + _NONE * 3 + "ĩíịò"
    + _NONE + "ỏõóọồổỗốộờởỡớợù"
    + _NONE + "ủũúụừửữứựỳỷỹýỵ" + _NONE
)  # fmt: skip

# RFC 1456. Six capitals took the place of control characters.
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
VISCII = "".join(_VISCII_LOW.get(code, chr(code)) for code in range(128)) + (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)

# VNI for Windows: a letter of its own, or a vowel followed by a second character for its marks.
_VNI_ALONE = {
    "ơ": "ô",
    "ư": "ö",
    "đ": "ñ",
    "í": "í",
    "ì": "ì",
    "ỉ": "æ",
    "ĩ": "ó",
    "ị": "ò",
    "ỵ": "î",
}
_VNI_TONES = {"acute": "ù", "grave": "ø", "hook": "û", "tilde": "õ", "dot": "ï"}
_VNI_CIRCUMFLEX = {"": "â", "acute": "á", "grave": "à", "hook": "å", "tilde": "ã", "dot": "ä"}
_VNI_BREVE = {"": "ê", "acute": "é", "grave": "è", "hook": "ú", "tilde": "ü", "dot": "ë"}


def _vni_lower() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    for base in "aeouyơư":
        head = _VNI_ALONE.get(base, base)
        for tone, mark in _VNI_TONES.items():
            if base != "y" or tone != "dot":
                pairs[_composed(base, TONES[tone])] = head + mark
    for base, mark, seconds in (
        ("a", "\u0302", _VNI_CIRCUMFLEX),
        ("e", "\u0302", _VNI_CIRCUMFLEX),
        ("o", "\u0302", _VNI_CIRCUMFLEX),
        ("a", "\u0306", _VNI_BREVE),
    ):
        for tone, second in seconds.items():
            pairs[_composed(base, mark, TONES.get(tone, ""))] = base + second
    return pairs


def _composed(*parts: str) -> str:
    return unicodedata.normalize("NFC", "".join(parts))


VNI_BY_LETTER = {
    cased(letter): cased(written)
    for cased in (str.upper, str.lower)
    for letter, written in _vni_lower().items()
}
"""Each Vietnamese letter beyond ASCII as VNI writes it, in characters of Windows-1252."""

LETTER_BY_VNI = {written: letter for letter, written in VNI_BY_LETTER.items()} | {
    written[0] + written[1].lower(): letter  # a capital with a small mark, as typed in a hurry
    for letter, written in VNI_BY_LETTER.items()
    if len(written) == 2
}
VNI_MARKS = frozenset(written[1] for written in LETTER_BY_VNI if len(written) == 2)

TCVN3_ENCODING = codecs.charmap_build(TCVN3)
VISCII_ENCODING = codecs.charmap_build(VISCII)
