"""The encodings tcvn3, vni and viscii, as Python wants its codecs."""

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from geo.legacy_text import tables

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


class _Charmap(codecs.Codec):
    """One byte a letter. Encoding composes its input first; decoding is exact."""

    decoding = ""
    encoding: Any = None

    def encode(self, input: str, errors: str = "strict") -> tuple[bytes, int]:
        composed = unicodedata.normalize("NFC", input)
        return codecs.charmap_encode(composed, errors, self.encoding)[0], len(input)

    def decode(self, input: "Buffer", errors: str = "strict") -> tuple[str, int]:
        return codecs.charmap_decode(bytes(input), errors, self.decoding)


class Tcvn3(_Charmap):
    decoding, encoding = tables.TCVN3, tables.TCVN3_ENCODING


class Viscii(_Charmap):
    decoding, encoding = tables.VISCII, tables.VISCII_ENCODING


class Vni(codecs.Codec):
    """Characters of Windows-1252, one or two of which make a letter."""

    def encode(self, input: str, errors: str = "strict") -> tuple[bytes, int]:
        composed = unicodedata.normalize("NFC", input)
        return b"".join(_vni_bytes(composed, at, errors) for at in range(len(composed))), len(input)

    def decode(self, input: "Buffer", errors: str = "strict") -> tuple[str, int]:
        content = bytes(input)
        seen = content.decode("latin-1").translate(_WINDOWS)  # one character a byte
        return _UNIT.sub(lambda unit: _vni_letter(unit, content, errors), seen), len(content)


class VniIncrementalDecoder(codecs.BufferedIncrementalDecoder):
    """Keeps a vowel at the end of a piece back, until it is known whether a mark follows."""

    def _buffer_decode(self, input: Any, errors: str, final: bool) -> tuple[str, int]:
        whole = len(input)
        if not final and bytes(input[-1:]).decode("cp1252", "replace") in _VNI_HEADS:
            whole -= 1
        return Vni().decode(input[:whole], errors)


_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_UNIT = re.compile(
    "|".join(sorted(map(re.escape, tables.LETTER_BY_VNI), key=len, reverse=True)) + r"|[^\x00-\x7f]"
)
_VNI_HEADS = frozenset(written[0] for written in tables.LETTER_BY_VNI if len(written) == 2)


def _vni_letter(unit: "re.Match[str]", content: bytes, errors: str) -> str:
    letter = tables.LETTER_BY_VNI.get(unit.group())
    if letter is not None:
        return letter
    if not unit.group().isalpha() and unit.group() >= "\xa0":
        return unit.group()  # quotes, dashes, signs
    error = UnicodeDecodeError("vni", content, unit.start(), unit.end(), "no letter of VNI")
    return str(codecs.lookup_error(errors)(error)[0])


def _vni_bytes(text: str, at: int, errors: str) -> bytes:
    letter = text[at]
    written = tables.VNI_BY_LETTER.get(letter)
    if written is None and (letter.isascii() or not letter.isalpha()):
        written = letter
    try:
        if written is not None:
            return written.encode("cp1252")
    except UnicodeEncodeError:
        pass  # a sign that Windows-1252 lacks
    error = UnicodeEncodeError("vni", text, at, at + 1, "VNI has no such letter")
    made = codecs.lookup_error(errors)(error)[0]
    return made if isinstance(made, bytes) else Vni().encode(made)[0]


def lower_capital(error: UnicodeError) -> tuple[str, int]:
    """Handle a letter that cannot be encoded: a capital becomes its small letter (TCVN3)."""
    if isinstance(error, UnicodeEncodeError):
        letters = error.object[error.start : error.end]
        if letters.lower() != letters:
            return letters.lower(), error.end
    raise error


def codec_info(name: str) -> codecs.CodecInfo | None:
    """Find one of our codecs; None for any other name, as `codecs.register` wants it."""
    kinds: dict[str, type[_Charmap] | type[Vni]] = {"tcvn3": Tcvn3, "viscii": Viscii, "vni": Vni}
    codec = kinds.get(_ALIASES.get(name, name))
    return None if codec is None else _info(_ALIASES.get(name, name), codec)


_ALIASES = {"abc": "tcvn3", "tcvn": "tcvn3", "tcvn_3": "tcvn3", "vni_win": "vni"}


def _info(name: str, codec: type[_Charmap] | type[Vni]) -> codecs.CodecInfo:
    class Encoder(codecs.IncrementalEncoder):
        def encode(self, input: str, final: bool = False) -> bytes:
            return codec().encode(input, self.errors)[0]

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, input: Any, final: bool = False) -> str:
            return codec().decode(input, self.errors)[0]

    class Writer(codec, codecs.StreamWriter):  # type: ignore[valid-type, misc]
        pass

    class Reader(codec, codecs.StreamReader):  # type: ignore[valid-type, misc]
        pass

    return codecs.CodecInfo(
        name=name,
        encode=codec().encode,
        decode=codec().decode,
        incrementalencoder=Encoder,
        incrementaldecoder=VniIncrementalDecoder if codec is Vni else Decoder,
        streamreader=Reader,
        streamwriter=Writer,
    )
