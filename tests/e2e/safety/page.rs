//! What the page of the window holds, and what it has asked of the core.

use serde_json::{Value, json};
use stage::window::Window;

/// Notes from now on which commands the page asks for, whoever asks.
pub(super) fn note_commands(window: &Window) {
    let script = "const fetch = window.fetch; window.commands = []; \
                  window.fetch = (...all) => { \
                    const address = String(all[0]?.url ?? all[0]); \
                    window.commands.push(address); return fetch.apply(window, all); }; \
                  return window.fetch !== fetch";
    assert_eq!(window.run(script, json!([])).unwrap(), true, "commands are noted");
}

/// The commands that were asked for since, each once.
pub(super) fn commands(window: &Window) -> Vec<String> {
    let noted = window.run("return [...new Set(window.commands)].sort()", json!([])).unwrap();
    let names = noted.as_array().unwrap().iter().map(|address| {
        let address = address.as_str().unwrap();
        address.strip_prefix("ipc://localhost/").unwrap_or(address).to_owned()
    });
    names.collect()
}

/// Tells every element of the page of every event that hostile text likes to wait for.
pub(super) fn stir(window: &Window) {
    let script = "for (const one of document.body.querySelectorAll('*')) \
                    for (const name of ['load', 'error', 'mouseover', 'mouseenter', 'pointerover', \
                      'focus', 'animationstart', 'toggle', 'begin', 'submit']) \
                      one.dispatchEvent(new Event(name, { bubbles: false })); \
                  return true";
    assert_eq!(window.run(script, json!([])).unwrap(), true);
}

/// Fails if anything in the page could run, load, lead away or take something in.
pub(super) fn assert_harmless(window: &Window, when: &str) {
    let found = window.run(LOOK, json!([])).unwrap();
    assert_eq!(found["found"], json!([]), "{when}: nothing that runs, loads or leads away");
    assert_eq!(found["hit"], Value::Null, "{when}: no script ran");
    assert_eq!(found["loaded"], json!([]), "{when}: nothing came from elsewhere");
    let place = found["place"].as_str().unwrap();
    assert!(place.starts_with("tauri://localhost"), "{when}: the window shows the app: {place}");
    assert_eq!(found["frames"], 0, "{when}: no frames");
}

const LOOK: &str = r#"
const found = [];
const say = (element, why) => found.push(`${why}: ${element.outerHTML.slice(0, 200)}`);
const forbidden = 'iframe, frame, object, embed, applet, base, meta[http-equiv], video, audio, source,'
  + ' track, portal, style, foreignObject, animate, set, use, image, marquee, input[type=password]';
for (const one of document.querySelectorAll(forbidden))
  if (one.closest('body') || one.localName === 'base') say(one, 'forbidden');
for (const one of document.querySelectorAll('script, link')) {
  const address = one.src || one.href;
  if (!address || !address.startsWith(location.origin + '/')) say(one, 'foreign');
  if (one.closest('body')) say(one, 'in the body');
}
const texts = document.querySelectorAll('[data-testid=reply], [data-testid=prompt]');
for (const text of texts)
  for (const one of text.querySelectorAll('form, img, input, textarea, select')) say(one, 'in a text');
for (const one of document.querySelectorAll('*'))
  for (const { name, value } of one.attributes) {
    if (/^on/i.test(name)) say(one, 'handler');
    if (/^(srcset|srcdoc|ping|background|poster|formaction|xlink:href)$/i.test(name)) say(one, name);
    if (/^(href|src|action)$/i.test(name) && one.closest('body')) say(one, name);
    if (name === 'style' && /url|image|expression|@import/i.test(value)) say(one, 'style');
  }
const own = (name) => name.startsWith(location.origin + '/') || name.startsWith('ipc://localhost/');
return {
  found,
  hit: window.hit ?? null,
  place: location.href,
  frames: window.length,
  loaded: performance.getEntriesByType('resource').map((one) => one.name).filter((name) => !own(name)),
};
"#;
