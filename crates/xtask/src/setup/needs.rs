//! What the system must have, how to see whether it is there, and who calls it what.

/// What a system package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To build the app and run it on a desk with a display.
    Build,
    /// To stand in for a desk: tests, pictures, measurements, a run without a display.
    Desk,
}

/// How a thing is found on a system whose packages we cannot ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A program in `PATH`.
    Program(&'static str),
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// A font for a language, by its code.
    Font(&'static str),
    /// A file, by one of the paths where it may lie.
    File(&'static [&'static str]),
}

/// One thing that is needed.
#[derive(Debug)]
pub(crate) struct Need {
    /// What for.
    pub(crate) purpose: Purpose,
    /// How it is seen.
    pub(crate) sign: Sign,
    /// Its package on Debian and Ubuntu.
    pub(crate) debian: &'static str,
    /// Its package on Fedora; a path stands for whatever package has that file.
    pub(crate) fedora: &'static str,
    /// Its package on Arch.
    pub(crate) arch: &'static str,
}

const fn need(purpose: Purpose, sign: Sign, names: [&'static str; 3]) -> Need {
    Need { purpose, sign, debian: names[0], fedora: names[1], arch: names[2] }
}

use Purpose::{Build, Desk};
use Sign::{File, Font, Library, Program};

/// Everything that is needed. A new need is a new line.
pub(crate) const NEEDS: &[Need] = &[
    need(Build, Program("c++"), ["build-essential", "gcc-c++", "gcc"]),
    need(Build, Program("make"), ["make", "make", "make"]),
    need(Build, Program("pkg-config"), ["pkg-config", "pkgconf-pkg-config", "pkgconf"]),
    need(
        Build,
        Library("webkit2gtk-4.1"),
        ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1"],
    ),
    need(Build, Library("librsvg-2.0"), ["librsvg2-dev", "librsvg2-devel", "librsvg"]),
    // llama.cpp is compiled with cmake, and its interface is read with libclang.
    need(Build, Program("cmake"), ["cmake", "cmake", "cmake"]),
    need(
        Build,
        File(&["/usr/lib/libclang.so", "/usr/lib64/libclang.so"]),
        ["libclang-dev", "clang-devel", "clang"],
    ),
    // The microphone and the loudspeaker are opened through it where no sound server answers.
    need(Build, Library("alsa"), ["libasound2-dev", "alsa-lib-devel", "alsa-lib"]),
    need(Desk, Program("Xvfb"), ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"]),
    need(
        Desk,
        Program("WebKitWebDriver"),
        ["webkit2gtk-driver", "/usr/bin/WebKitWebDriver", "webkit2gtk-4.1"],
    ),
    need(Desk, Program("dbus-daemon"), ["dbus", "dbus-daemon", "dbus"]),
    need(
        Desk,
        Program("gnome-keyring-daemon"),
        ["gnome-keyring", "gnome-keyring", "gnome-keyring"],
    ),
    need(Desk, Program("pulseaudio"), ["pulseaudio", "/usr/bin/pulseaudio", "pulseaudio"]),
    need(Desk, Program("pactl"), ["pulseaudio-utils", "pulseaudio-utils", "libpulse"]),
    need(Desk, Program("xclip"), ["xclip", "xclip", "xclip"]),
    // Without these, pictures of other scripts show boxes.
    need(Desk, Font("hi"), ["fonts-noto-core", "google-noto-sans-devanagari-fonts", "noto-fonts"]),
    need(Desk, Font("ta"), ["fonts-noto-core", "google-noto-sans-tamil-fonts", "noto-fonts"]),
    need(Desk, Font("bn"), ["fonts-noto-core", "google-noto-sans-bengali-fonts", "noto-fonts"]),
    need(Desk, Font("ar"), ["fonts-noto-core", "google-noto-sans-arabic-fonts", "noto-fonts"]),
    need(Desk, Font("ur"), ["fonts-noto-core", "google-noto-nastaliq-urdu-fonts", "noto-fonts"]),
    need(Desk, Font("zh-cn"), ["fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"]),
    need(Desk, Font("ja"), ["fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"]),
    need(Desk, Font("ko"), ["fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"]),
    need(
        Desk,
        Font("und-zsye"),
        ["fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-fonts-emoji"],
    ),
];
