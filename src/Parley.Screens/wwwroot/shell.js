// The shell's part in the browser: keys, what was chosen, what was typed, and the line to the node.

let layout = null, useKeys = true;
const field = e => e.closest?.('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !layout) return;
  if (event.key === 'Escape') { field(event.target)?.blur(); layout.invokeMethodAsync('PressAsync', 'Escape'); return; }
  if (!useKeys || event.repeat || field(event.target) || event.key.length !== 1 || event.key === ' ') return;
  if (event.key === '/' || event.key === "'") event.preventDefault();
  layout.invokeMethodAsync('PressAsync', event.key);
});

export function listen(reference, keys) { layout = reference; useKeys = keys; document.documentElement.dataset.live = 'true'; restore(); tell(); }

export function keep(choices, language, keys) {
  useKeys = keys;
  document.documentElement.lang = language;
  const name = document.querySelector('meta[name="parley-cookie"]').content;
  document.cookie = `${name}=${choices}; path=/; max-age=31536000; samesite=strict`;
}

// What was typed into a field with data-keep outlives the loss of the line and of this tab's page, and goes once the field is emptied.
const place = e => `parley ${location.pathname} ${e.dataset.keep}`;
document.addEventListener('input', event => {
  const typed = event.target;
  if (!typed.dataset?.keep) return;
  try { if (typed.value) sessionStorage.setItem(place(typed), typed.value); else sessionStorage.removeItem(place(typed)); } catch { /* The browser's room is full: the field itself still has it. */ }
});
const restored = new WeakSet();
function restore() {
  for (const empty of document.querySelectorAll('[data-keep]')) {
    if (restored.has(empty)) continue;
    restored.add(empty);
    const typed = sessionStorage.getItem(place(empty));
    if (!typed || empty.value) continue;
    empty.value = typed;
    empty.dispatchEvent(new Event('input', { bubbles: true }));
    empty.dispatchEvent(new Event('change', { bubbles: true }));
  }
}
export function forget(name) { sessionStorage.removeItem(`parley ${location.pathname} ${name}`); }
// A dialog with data-modal takes the screen: what is behind it cannot be reached, and Escape does not end it.
function takeOver() { for (const dialog of document.querySelectorAll('dialog[data-modal]:not([open])')) { dialog.addEventListener('cancel', event => event.preventDefault()); dialog.showModal(); } }

// Two tones a second while something sounds. A browser lets a page sound only after somebody has touched it: each touch arms it.
let audio = null, sounding = false, armed = null;
const title = () => document.title.replace(/^\u26A0 /, '');
function tell() { const now = audio?.state === 'running'; if (layout && now !== armed) { armed = now; layout.invokeMethodAsync('Arm', now); } }
function arm() { audio ??= new AudioContext(); audio.onstatechange = tell; if (audio.state !== 'running') audio.resume().then(tell, tell); }
// A session ends when nobody touches its screen for long: once a minute says that somebody does.
let touched = -Infinity;
function here() { if (!layout || performance.now() - touched < 60000) return; touched = performance.now(); layout.invokeMethodAsync('Touch'); }
for (const touch of ['pointerdown', 'keydown']) for (const does of [arm, here]) document.addEventListener(touch, does, { capture: true });
export function beep() {
  if (audio?.state !== 'running') return;
  for (const [at, hertz] of [[0, 880], [.3, 660]]) {
    const tone = audio.createOscillator(), gain = audio.createGain();
    tone.frequency.value = hertz; gain.gain.value = .25;
    tone.connect(gain).connect(audio.destination);
    tone.start(audio.currentTime + at); tone.stop(audio.currentTime + at + .25);
  }
}
export function sound(on) {
  if (on && !sounding) beep();
  sounding = on;
  document.documentElement.dataset.sounding = on;
  document.title = (on ? '\u26A0 ' : '') + title();
}
setInterval(() => { if (sounding) { beep(); document.title = (document.title.startsWith('\u26A0') ? '' : '\u26A0 ') + title(); } }, 1000);

new MutationObserver(() => { takeOver(); if (layout) restore(); }).observe(document.body, { childList: true, subtree: true });
takeOver();

// The line is cut: Blazor tries each second until it is back. A node that was started again knows this page no more; then the page is loaded anew.
const cut = document.getElementById('components-reconnect-modal');
cut.addEventListener('components-reconnect-state-changed', async event => {
  if (event.detail.state !== 'rejected' && event.detail.state !== 'failed') return;
  for (;;) {
    try { await fetch(location.href, { method: 'GET', cache: 'no-store' }); break; } catch { await new Promise(done => setTimeout(done, 1000)); }
  }
  location.reload();
});
if (!window.parleyStarted) {
  window.parleyStarted = true;
  window.Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1e9, retryIntervalMilliseconds: 1000 } } });
}
