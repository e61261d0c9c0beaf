"""Make a screenshot small: the colours that are seen most, in a PNG with a palette."""

import base64
import struct
import zlib

import numpy as np
from playwright.sync_api import BrowserContext

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 48
PIXELS = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let words = "";
  for (let at = 0; at < data.length; at += 8192)
    words += String.fromCharCode(...data.subarray(at, at + 8192));
  return [image.width, image.height, btoa(words)];
}"""


def small_png(context: BrowserContext, png: bytes) -> bytes:
    """Return the picture with at most 48 colours."""
    width, height, pixels = _pixels(context, png)
    coarse, where = np.unique(pixels & 0xF8, axis=0, return_inverse=True)
    often = np.argsort(-np.bincount(where.ravel()), kind="stable")[:COLOURS]
    palette = coarse[often].astype(np.int64)
    away = ((coarse[:, None, :].astype(np.int64) - palette[None]) ** 2).sum(axis=2)
    rows = away.argmin(axis=1)[where.ravel()].astype(np.uint8).reshape(height, width)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    shown = np.minimum(palette + 4 * (palette > 0), 255).astype(np.uint8)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", shown.tobytes()), (b"IDAT", zlib.compress(data, 9)))
    return SIGNATURE + b"".join(_chunk(*each) for each in (*chunks, (b"IEND", b"")))


def _pixels(context: BrowserContext, png: bytes) -> tuple[int, int, np.ndarray]:
    """Have an empty page of the browser decode the picture: one row of RGB for each pixel."""
    page = context.new_page()
    width, height, packed = page.evaluate(PIXELS, base64.b64encode(png).decode())
    page.close()
    return width, height, np.frombuffer(base64.b64decode(packed), np.uint8).reshape(-1, 4)[:, :3]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
