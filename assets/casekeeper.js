// Switches on what GOV.UK Frontend adds with JavaScript. Every page works without this file.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend";
import "./passkeys.js";
import "./idle.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink,
]) createAll(component);
