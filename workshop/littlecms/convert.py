"""Converts colors to sRGB with Little CMS, as exactly as possible. make-table.ts runs it: JSON from standard input to standard output."""

import base64
import io
import json
import sys

from PIL import Image, ImageCms

MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def convert(profile: str, stored: list[list[int]]) -> list[list[int]]:
    mode = MODES[len(stored[0])]
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(base64.b64decode(profile))),
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
        flags=ImageCms.Flags.NOOPTIMIZE,
    )
    image = Image.frombytes(mode, (len(stored), 1), bytes(value for color in stored for value in color))
    result = ImageCms.applyTransform(image, transform)
    return [list(result.getpixel((x, 0))) for x in range(len(stored))]


json.dump([convert(**question) for question in json.load(sys.stdin)], sys.stdout)
