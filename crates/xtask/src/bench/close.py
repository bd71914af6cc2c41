"""Closes the app's windows as the cross in their corner does, by asking the display for it."""

from ctypes import CDLL, POINTER, Structure, Union, byref, c_char_p, c_int, c_long, c_ulong, c_uint, c_void_p

NAME = b"Antiphon"
CLIENT_MESSAGE = 33


class ClientMessage(Structure):
    _fields_ = [
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
    ]


class Event(Union):
    _fields_ = [("message", ClientMessage), ("pad", c_long * 24)]


x = CDLL("libX11.so.6")
x.XOpenDisplay.restype = c_void_p
x.XDefaultRootWindow.argtypes, x.XDefaultRootWindow.restype = [c_void_p], c_ulong
x.XInternAtom.argtypes, x.XInternAtom.restype = [c_void_p, c_char_p, c_int], c_ulong
x.XQueryTree.argtypes = [c_void_p, c_ulong] + [c_void_p] * 4
x.XFetchName.argtypes = [c_void_p, c_ulong, POINTER(c_char_p)]
x.XSendEvent.argtypes = [c_void_p, c_ulong, c_int, c_long, c_void_p]
x.XSync.argtypes = [c_void_p, c_int]

display = x.XOpenDisplay(None)
if not display:
    raise SystemExit("no display")
root, parent, count = c_ulong(), c_ulong(), c_uint()
windows = POINTER(c_ulong)()
top = x.XDefaultRootWindow(display)
x.XQueryTree(display, top, byref(root), byref(parent), byref(windows), byref(count))
closed = 0
for window in windows[: count.value]:
    name = c_char_p()
    if not x.XFetchName(display, window, byref(name)) or name.value != NAME:
        continue
    event = Event()
    event.message.type = CLIENT_MESSAGE
    event.message.window = window
    event.message.message_type = x.XInternAtom(display, b"WM_PROTOCOLS", 0)
    event.message.format = 32
    event.message.data[0] = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x.XSendEvent(display, window, 0, 0, byref(event))
    closed += 1
x.XSync(display, 0)
if not closed:
    raise SystemExit("there is no window to close")
