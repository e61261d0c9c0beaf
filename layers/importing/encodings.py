"""The encoding of a file's text: as the file or the person states it, else a question."""

import codecs
from dataclasses import replace
from typing import Any, BinaryIO

import pandas as pd

from geo import legacy_text
from geo.legacy_text.detect import Candidate, detect
from geo.text import Text, same
from layers.importing.issues import FileRefused, Issues, refused, shorten
from layers.importing.questions import Asked, Detected, Option, Question, asked
from layers.importing.source import Source
from layers.importing.steps.trim import map_distinct

WANTED_SHARE = 0.5  # of accented words that must become Vietnamese before a reading is proposed
CLEARLY_BETTER = 0.3
FEWEST_WORDS = 3
SAMPLE_CELLS = 20_000
_PIECE = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_bytes(content: bytes, stated: str | None) -> tuple[str, Detected]:
    """Return the text of a file, and by what its encoding is known; Asked where nothing says it.

    UTF-8 that decodes is UTF-8; a byte order mark states UTF-8 or UTF-16.
    """
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    name = (stated or marked or "utf-8").split(legacy_text.IN_UTF8)[0]
    if stated and stated.endswith(legacy_text.IN_UTF8):
        require_encoding(name)
        name = "utf-8"
    require_encoding(name)
    try:
        text = _decoded(content, name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _undecodable(content, name, stated, error) from error
    except UnicodeError as error:
        raise refused(
            "encoding",
            "encoding",
            name,
            Text(f"Tệp không phải {name}: {error}", f"The file is not {name}: {error}"),
        ) from error
    return text, _known(content.isascii(), name, stated, marked)


def utf8_of(file: BinaryIO, stated: str | None, limit: int) -> Detected | None:
    """Say that a file is UTF-8 text to its end, looked at in pieces; None where it is not plainly.

    What else it may be, or what is wrong with it, `decode_bytes` says.
    """
    decoder, is_ascii, left = codecs.getincrementaldecoder("utf-8")(), True, limit
    head = file.read(_PIECE)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if (stated or marked or "utf-8") not in ("utf-8", "utf-8-sig"):
        return None
    piece = head
    try:
        while piece:
            left -= len(piece)
            if left < 0 or b"\x00" in piece:
                return None
            is_ascii = is_ascii and piece.isascii()
            decoder.decode(piece)
            piece = file.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return _known(is_ascii, marked or "utf-8", stated, marked)


def require_encoding(name: str) -> None:
    """Refuse a name that is no encoding; "tcvn3+vni" names two."""
    for each in name.split("+"):
        try:
            codecs.lookup(each)
        except LookupError as error:
            raise refused(
                "encoding",
                "encoding",
                each,
                Text(f"Không có bảng mã '{each}'.", f"There is no encoding '{each}'."),
            ) from error


def settle_text(source: Source, stated: str | None, issues: Issues) -> Source:
    """Ask about text that looks like a legacy encoding taken for Latin-1; reread it when told."""
    if stated and stated.endswith(legacy_text.IN_UTF8):
        return _reread(source, stated.removesuffix(legacy_text.IN_UTF8), issues)
    if stated and stated != "utf-8" and not any(d.what == "encoding" for d in source.detected):
        return _reread(source, stated, issues)  # a format that is Unicode by itself
    if stated:
        return source
    candidates = detect(_sample(source))
    best = candidates[0] if candidates else None
    if best is None or best.encoding == "utf-8" or best.tokens < FEWEST_WORDS:
        return source
    as_it_stands = next((c.share for c in candidates if c.encoding == "utf-8"), 0.0)
    if best.share < max(WANTED_SHARE, as_it_stands + CLEARLY_BETTER):
        return source
    raise question(candidates, best.before)


def decode_frame(source: Source, stated: str | None) -> Source:
    """Decode attributes that were read byte by byte, as Latin-1, from a format without encoding.

    Asked where they are not ASCII and nobody states an encoding.
    """
    names = [str(name) for name in source.frame.columns]
    cells = {text for name in names for text in source.frame[name]} | set(names)
    content = "\n".join(sorted(cells)).encode("latin-1")
    if not stated and not content.isascii():
        why = Text(
            "Tệp có chữ có dấu nhưng không nói bảng mã (không có tệp .cpg).",
            "The file has accented text but nothing names its encoding (there is no .cpg).",
        )
        raise question(detect(content), content[:80].decode("latin-1"), why)
    _, known = decode_bytes(content, stated)
    name = (stated or "ascii").removesuffix(legacy_text.IN_UTF8)
    if stated and name != stated:
        name = "utf-8"

    def decoded(text: str) -> str:
        return text if text.isascii() else _decoded(text.encode("latin-1"), name)

    frame = pd.DataFrame(
        {decoded(name): map_distinct(source.frame[name], decoded) for name in names},
        index=source.frame.index,
        dtype=object,
    )
    return replace(source, frame=frame, detected=(*source.detected, known))


def question(candidates: tuple[Candidate, ...], value: object, why: Text | None = None) -> Asked:
    """Return the question which of some readings is the right one."""
    best = candidates[0] if candidates and candidates[0].share >= WANTED_SHARE else None
    lead = why or Text(
        f"Chữ trong tệp như '{shorten(value)}' có vẻ thuộc bảng mã cũ.",
        f"Text of the file such as '{shorten(value)}' looks like an old encoding.",
    )
    return asked(
        "encoding",
        "encoding",
        value,
        Question(
            "encoding",
            Text(
                f"{lead.vi} Tệp dùng bảng mã nào? Hãy nêu --encoding, hoặc lưu lại dạng UTF-8.",
                f"{lead.en} Which encoding is it? State --encoding, or save the file as UTF-8.",
            ),
            tuple(_option(each) for each in candidates),
            best.encoding if best else None,
        ),
    )


def _decoded(content: bytes, name: str) -> str:
    if "+" not in name:
        return legacy_text.decode(content, name)
    return "\n".join(
        legacy_text.reread(line.decode("latin-1"), name) for line in content.split(b"\n")
    )


def _known(is_ascii: bool, name: str, stated: str | None, marked: str | None) -> Detected:
    if stated:
        return Detected("encoding", stated, Text("người nạp nêu", "stated by the person"))
    if marked:
        return Detected("encoding", name, Text("tệp có dấu BOM", "the file has a byte order mark"))
    if is_ascii:
        return Detected("encoding", "ascii", Text("mọi byte đều là ASCII", "all bytes are ASCII"))
    return Detected(
        "encoding", "utf-8", Text("mọi byte hợp lệ theo UTF-8", "all bytes are valid UTF-8")
    )


def _undecodable(
    content: bytes, name: str, stated: str | None, error: UnicodeDecodeError
) -> FileRefused:
    line = content.count(b"\n", 0, error.start) + 1
    byte = f"0x{content[error.start]:02x}" if error.start < len(content) else "…"
    why = Text(
        f"Dòng {line}: byte {byte} không phải {name.upper()}.",
        f"Line {line}: byte {byte} is not {name.upper()}.",
    )
    if stated or b"\x00" in content:
        return refused("encoding", "encoding", byte, why)
    return question(detect(content), byte, why)


def _option(candidate: Candidate) -> Option:
    share = f"{candidate.share:.0%}"
    before, after = shorten(candidate.before), shorten(candidate.after)
    return Option(
        candidate.encoding,
        same(candidate.encoding),
        Text(
            f"{share} của {candidate.tokens} từ có dấu là tiếng Việt; '{before}' → '{after}'",
            f"{share} of {candidate.tokens} accented words are Vietnamese; '{before}' → '{after}'",
        ),
    )


def _sample(source: Source) -> str:
    names = [str(name) for name in source.frame.columns]
    rows = max(1, SAMPLE_CELLS // max(1, len(names)))
    cells = [text for name in names for text in set(source.frame[name].iloc[:rows])]
    return "\n".join([*names, *cells])


def _reread(source: Source, encoding: str, issues: Issues) -> Source:
    """Read cell by cell the columns that are more Vietnamese for it; the others stay."""
    require_encoding(encoding)
    frame, changed = source.frame.copy(), []
    for name in frame.columns:
        texts = frame[name]
        if all(map(str.isascii, texts)) or _is_better_as_it_stands(texts):
            continue
        read = map_distinct(texts, lambda text: _try(text, encoding))
        _report(name, texts[read.isna()], encoding, issues)
        frame[name] = read.where(read.notna(), texts)
        changed.append(str(name))
    frame.columns = pd.Index([_try(str(name), encoding) or name for name in frame.columns])
    told = Detected(
        "reread",
        ", ".join(changed),
        Text(f"cột đọc lại theo {encoding}", f"columns read again as {encoding}"),
    )
    return replace(source, frame=frame, detected=(*source.detected, told))


def _is_better_as_it_stands(texts: "pd.Series[Any]") -> bool:
    candidates = detect("\n".join(set(texts.iloc[:SAMPLE_CELLS])))
    return bool(candidates) and candidates[0].encoding == "utf-8" and candidates[0].share > 0


def _try(text: str, encoding: str) -> str | None:
    try:
        return legacy_text.reread(text, encoding)
    except UnicodeError:
        return None


def _report(name: str, failed: "pd.Series[Any]", encoding: str, issues: Issues) -> None:
    issues.add_rows(
        failed,
        name,
        "encoding",
        lambda value: Text(
            f"'{value}' không đọc được theo {encoding}.", f"'{value}' cannot be read as {encoding}."
        ),
    )
