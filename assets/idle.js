// Warns before a session idles out, and lets its person stay signed in. Once it did, the page gives way to one on which
// nothing is left to see; what they typed is kept for them. Nor is a page shown that a browser kept to go back to.
const page = document.body, leave = document.querySelector('form[action="/sign-out"]');
const warnAfter = Number(page.dataset.warnAfter), endsAfter = Number(page.dataset.endsAfter);
const others = "BroadcastChannel" in window ? new BroadcastChannel("casekeeper-seen") : null;
let seenAt = Date.now(), dialog, timer, typedIn, leaving;

function make() {
  const made = document.createElement("dialog");
  made.className = "casekeeper-dialog";
  made.setAttribute("aria-labelledby", "casekeeper-idle");
  made.setAttribute("aria-describedby", "casekeeper-idle-says");
  const heading = document.createElement("h2"), says = document.createElement("p"), stay = document.createElement("button");
  heading.id = "casekeeper-idle";
  heading.className = "govuk-heading-m";
  says.id = "casekeeper-idle-says";
  says.className = "govuk-body";
  stay.type = "button";
  stay.className = "govuk-button";
  stay.addEventListener("click", stayIn);
  made.addEventListener("cancel", (pressed) => { pressed.preventDefault(); stay.click(); });
  made.append(heading, says, stay);
  page.append(made);
  return Object.assign(made, { heading, says, stay });
}

function warn() {
  dialog ??= make();
  dialog.heading.textContent = "You will be signed out soon";
  dialog.says.textContent =
    `You have sent nothing for a while. In ${Math.round((endsAfter - warnAfter) / 60)} minutes you are signed out and this page is cleared. What you typed in a case’s form is kept for you.`;
  dialog.stay.textContent = "Stay signed in";
  if (!dialog.open) dialog.showModal();
  dialog.stay.focus();
}

async function stayIn() {
  const csrf = leave.elements.namedItem("csrf").value;
  try {
    const answer = await fetch("/account/stay", { method: "POST", body: new URLSearchParams({ csrf }), redirect: "manual" });
    if (answer.status !== 204) return giveWay();
  } catch {
    dialog.says.textContent = "Casekeeper can’t be reached. Try again.";
    return;
  }
  seen(Date.now());
  others?.postMessage(seenAt);
}

// The form that somebody typed in, or that came back to them as they had sent it. A file can't be kept.
function typed() {
  const at = new URL(location.href), from = document.referrer && new URL(document.referrer).pathname;
  const cameBack = from === at.pathname || at.searchParams.has("draft");
  const form = typedIn ?? (cameBack ? document.querySelector('main form[method="post"]') : null);
  const kept = new URLSearchParams({ csrf: leave.elements.namedItem("csrf").value, "idle-back": at.pathname + at.search });
  if (!form) return kept;
  kept.set("idle-at", new URL(form.getAttribute("action"), at).pathname);
  for (const [name, given] of new FormData(form)) {
    if (name === "csrf") continue;
    if (typeof given === "string") kept.append(name, given);
    else if (given.name) kept.set("idle-file", "yes");
  }
  return kept;
}

// Out of sight first, then asked: another page of this browser may be in use, though nobody told this one.
async function giveWay() {
  if (leaving) return;
  leaving = typed();
  page.hidden = true;
  if (dialog?.open) dialog.close();
  await askWhereTo();
}

async function askWhereTo() {
  try {
    const waits = AbortSignal.timeout(10_000);
    const told = await (await fetch("/signed-out", { method: "POST", body: leaving, signal: waits })).json();
    const next = told.next ?? (page.hidden ? "" : leaving.get("idle-back"));
    if (next) {
      page.replaceChildren();
      return location.replace(next);
    }
    leaving = undefined;
    page.hidden = false;
    return seen(Date.now() - told.idle * 1000);
  } catch {
    cleared();
  }
}

// Casekeeper can't be reached: what was typed is in this script's memory alone until it can.
function cleared() {
  const main = document.createElement("main"), heading = document.createElement("h1");
  const says = document.createElement("p"), again = document.createElement("button");
  main.className = "govuk-width-container govuk-main-wrapper";
  heading.className = "govuk-heading-l";
  heading.textContent = "You have been signed out";
  says.className = "govuk-body";
  says.textContent = "Casekeeper can’t be reached. What you typed is not saved yet: leave this page open, and try again.";
  again.className = "govuk-button";
  again.textContent = "Try again";
  again.addEventListener("click", askWhereTo);
  main.append(heading, says, again);
  history.replaceState(null, "", "/signed-out");
  document.title = "You have been signed out – Casekeeper";
  page.replaceChildren(main);
  page.hidden = false;
  again.focus();
}

// A tab may sleep: what counts is the clock, not how often we were woken.
function look() {
  const idle = (Date.now() - seenAt) / 1000;
  if (idle >= endsAfter) giveWay();
  else {
    if (idle >= warnAfter) warn();
    const next = idle >= warnAfter ? endsAfter : warnAfter;
    timer = setTimeout(look, Math.max(200, (next - idle) * 1000));
  }
}

function seen(at) {
  seenAt = Math.max(seenAt, at);
  clearTimeout(timer);
  if (leaving) return;
  if (dialog?.open) dialog.close();
  look();
}

if (leave && warnAfter && endsAfter && "HTMLDialogElement" in window) {
  others?.addEventListener("message", (told) => seen(Math.min(Number(told.data), Date.now())));
  others?.postMessage(seenAt);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { clearTimeout(timer); look(); } });
  document.addEventListener("input", ({ target }) => {
    if (target.form?.method === "post") typedIn = target.form;
  });
  look();
}

// What a browser keeps of a page to go back to is shown to nobody: it is asked for anew, and so is who asks.
if (leave) {
  addEventListener("pagehide", () => { page.hidden = true; });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
}
