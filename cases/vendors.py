"""The vendors that reports of the market name, and where the `genai-prices` package lists their models."""

from __future__ import annotations

from roi.errors import Remedy, Setting, remedy
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Vendor:
    """A maker of models.

    Attributes:
        name: what people call it.
        providers: ids of the package that sell its models as its own; a final `*` stands for any ending.
        marks: what the ids of its models have in them where others host them.
        priced: whether the package lists a model of it.
    """

    name: str
    providers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    priced: bool = True

    @property
    def key(self) -> str:
        """How it is typed: lower case, without spaces."""
        return key(self.name)

    def sells(self, provider: str) -> bool:
        """Whether the provider of that id is its own."""
        return any(
            provider.startswith(pattern[:-1]) if pattern.endswith("*") else provider == pattern
            for pattern in self.providers
        )

    def made(self, model: str) -> bool:
        """Whether the id of a model names it."""
        return any(mark in model.lower() for mark in self.marks)


def key(name: str) -> str:
    """A name as it is compared: `Hugging Face` and `hugging-face` are one."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


VENDORS: tuple[Vendor, ...] = (
    Vendor("OpenAI", ("openai",), ("openai", "gpt-oss")),
    Vendor("Google", ("google",), ("gemini", "gemma")),
    Vendor("Microsoft", ("azure",), ("microsoft", "phi-")),
    Vendor("Meta", ("meta",), ("meta", "llama")),
    Vendor("NVIDIA", (), ("nvidia", "nemotron")),
    Vendor("AWS", ("aws",), ("amazon", "nova-")),
    Vendor("IBM", (), ("ibm", "granite")),
    Vendor("Anthropic", ("anthropic",), ("anthropic", "claude")),
    Vendor("Hugging Face", ("huggingface_*",)),
    Vendor("Cohere", ("cohere",), ("cohere", "command-")),
    Vendor("Mistral", ("mistral",), ("mistral", "mixtral", "ministral")),
    Vendor("Baidu", (), ("baidu", "ernie")),
    Vendor("Tencent", (), ("tencent", "hunyuan")),
    Vendor("Alibaba", (), ("alibaba", "qwen")),
    Vendor("Xiaomi", (), ("xiaomi", "mimo")),
    Vendor("Huawei", priced=False),
    Vendor("Rasa", priced=False),
)

# Where several hosts sell one model, the first of these is taken; hosts that are not here come last.
HOSTS = ("aws", "azure", "google", "cloudflare", "together", "fireworks", "novita", "openrouter")


def vendor_of(name: str) -> Vendor | None:
    """The vendor of that name, whatever its spelling."""
    return next((vendor for vendor in VENDORS if vendor.key == key(name)), None)


def absent() -> Remedy:
    """A sentence about the vendors without a price by the token."""
    names = [vendor.name for vendor in VENDORS if not vendor.priced]
    return remedy(
        f"No public price by the token: {', '.join(names)}; give their price by ", Setting("set"), "."
    )
