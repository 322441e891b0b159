// The form of an integration as a person uses it: by its labels, with mouse and keyboard.
import { expect, type Locator, type Page } from "@playwright/test";
import { untilItReacts } from "./test.ts";
import { t } from "./texts.ts";

/** What the exact request shows when so much has been typed. */
type Seen = (typed: string) => string | RegExp;

export class IntegrationForm {
  /** The exact request, as it would be sent. */
  readonly exact: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.exact = page.getByRole("region", { name: t("delivery.exact") }).locator("pre");
  }

  /** From the list of integrations to an empty form. */
  static async begin(page: Page): Promise<IntegrationForm> {
    await page.getByRole("link", { name: t("nav.integrations") }).click();
    await page.getByRole("link", { name: t("integrations.new") }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("editor.title.new"));
    await untilItReacts(page);
    return new IntegrationForm(page);
  }

  async name(text: string): Promise<void> {
    await this.#field("editor.name.label").click();
    await this.#page.keyboard.type(text);
    await expect(this.#page.getByRole("heading", { level: 1 })).toHaveText(text);
  }

  /** Types the address, and its query letter by letter. */
  async url(address: string, query = ""): Promise<void> {
    await this.#field("editor.url.label").click();
    await this.#page.keyboard.type(address);
    const path = new URL(address).pathname;
    await expect(this.exact).toContainText(`${path} HTTP/1.1`);
    await this.#typeSeen(query, (typed) => `${path}${typed} HTTP/1.1`);
  }

  async method(method: string): Promise<void> {
    await this.#field("editor.method").selectOption(method);
    await expect(this.exact).toContainText(`${method} /`);
  }

  /** The station at the start of the rail by mouse, then along it with the arrow key. */
  async moment(steps: number, moment: string): Promise<void> {
    const rail = this.#page.getByRole("radiogroup", { name: t("moment.label") });
    await rail.getByRole("radio", { name: t("moment.name.before_call") }).click();
    await expect(this.#page.getByText(t("moment.hint.before_call"))).toBeVisible();
    for (let step = 0; step < steps; step += 1) {
      await this.#page.keyboard.press("ArrowRight");
    }
    await expect(rail.getByRole("radio", { name: t(`moment.name.${moment}`) })).toBeChecked();
    await expect(this.#page.getByText(t(`moment.hint.${moment}`))).toBeVisible();
  }

  /** Adds a row, finds its parameter by typing a part of it, then names the row. */
  async parameter(place: number, name: string, search: string, parameter: string): Promise<void> {
    await this.#addRow(place);
    await this.#openPicker(place);
    await this.#page.keyboard.type(search);
    await this.#choices().filter({ hasText: parameter }).first().click();
    await this.#nameRow(place, name);
  }

  /** The same without a mouse: the first that is found is taken with enter. */
  async parameterByKeyboard(place: number, name: string, parameter: string): Promise<void> {
    await this.#addRow(place);
    await this.rowByKeyboard(name, parameter);
  }

  /** Names the new row in whose name one is, and chooses its parameter. */
  async rowByKeyboard(name: string, parameter: string): Promise<void> {
    await this.#page.keyboard.type(name);
    await this.#page.keyboard.press("Tab");
    await this.#page.keyboard.press("Enter");
    await expect(this.#page.getByRole("combobox", { name: t("editor.picker.search") })).toBeFocused();
    await this.#page.keyboard.type(parameter);
    await expect(this.#choices().and(this.#page.getByRole("option", { selected: true }))).toContainText(parameter);
    await this.#page.keyboard.press("Enter");
    await expect(this.exact).toContainText(`${name}=`);
  }

  /** Adds a row that always sends the same text. */
  async constant(place: number, name: string, text: string): Promise<void> {
    await this.#addRow(place);
    await this.#page.keyboard.type(name);
    await this.#chooseKind(place, "constant");
    await this.#typeSeen(text, (typed) => `&${name}=${typed} HTTP/1.1`);
  }

  /** Adds a row with a text in which a parameter stands. */
  async text(place: number, name: string, before: string, parameter: string, sent: string): Promise<void> {
    await this.#addRow(place);
    await this.#page.keyboard.type(name);
    await this.#chooseKind(place, "template");
    await this.#typeSeen(before, (typed) => `&${name}=${encodeURIComponent(typed)} HTTP/1.1`);
    await this.#page.keyboard.type(`{{${parameter}}}`);
    await expect(this.exact).toContainText(`&${name}=${encodeURIComponent(before + sent)} HTTP/1.1`);
  }

  /** Moves a row one place up with the keyboard. */
  async moveUp(name: string): Promise<void> {
    await this.grip(name).focus();
    await this.#page.keyboard.press("ArrowUp");
  }

  /** Drags a row to the place of another. */
  async drag(name: string, over: string): Promise<void> {
    await this.grip(name).dragTo(this.grip(over));
  }

  grip(name: string): Locator {
    return this.#page.getByRole("button", { name: t("editor.rows.grip", { name }), exact: true });
  }

  /** Makes rows of an example from a CRM's documentation. */
  async paste(example: string): Promise<void> {
    await this.#page.getByRole("button", { name: t("editor.paste.open") }).click();
    const dialog = this.#page.getByRole("dialog", { name: t("editor.paste.title") });
    await dialog.getByLabel(t("editor.paste.label")).fill(example);
    await dialog.getByRole("button", { name: t("editor.paste.take") }).click();
    await expect(dialog).toBeHidden();
  }

  /** Opens a folded part of the form by the beginning of its pill. */
  async unfold(pill: string): Promise<void> {
    await this.#page.locator("summary").filter({ hasText: pill }).click();
  }

  async bodyFormat(format: string): Promise<void> {
    await this.unfold(t("editor.body.pill", { format: "" }).trim());
    await this.#page.getByRole("radio", { name: t(`editor.body.${format}.label`) }).check();
  }

  /** The key that the CRM issued, in a header. */
  async keyInHeader(header: string, key: string): Promise<void> {
    await this.unfold(t("editor.key.pill_both"));
    const place = this.#page.getByRole("radiogroup", { name: t("editor.key.place") });
    await place.getByText(t("editor.key.header")).click();
    await this.#field("editor.key.name").fill(header);
    await this.#page.getByLabel(t("editor.key.title")).fill(key);
  }

  async save(): Promise<void> {
    await this.#page.keyboard.press("Control+s");
    await expect(this.#page).toHaveURL(/\/integrations\/int_\w+$/);
    await expect(this.#page.getByText(t("editor.state.enabled"), { exact: true })).toBeVisible();
  }

  /** The secret by which the receiver checks Hookline's stamp; known once it is saved. */
  async stampSecret(): Promise<string> {
    const secret = this.#page.getByText(/^whsec_/);
    const show = this.#page.getByRole("button", { name: t("editor.stamp.show") });
    if (!(await show.isVisible())) {
      await this.unfold(t("editor.key.pill_both"));
    }
    await show.click();
    return secret.innerText();
  }

  async #addRow(place: number): Promise<void> {
    await this.#page.getByRole("button", { name: t("editor.rows.add"), exact: true }).click();
    await expect(this.#cell("name", place)).toBeFocused();
  }

  async #openPicker(place: number): Promise<void> {
    const label = t("editor.rows.cell", { column: t("editor.rows.value"), place: String(place) });
    await this.#page.getByRole("button", { name: `${label}:` }).click();
    await expect(this.#page.getByRole("combobox", { name: t("editor.picker.search") })).toBeFocused();
  }

  /** What the open dropdown offers. */
  #choices(): Locator {
    return this.#page.getByRole("listbox", { name: t("editor.picker.list") }).getByRole("option");
  }

  async #chooseKind(place: number, kind: string): Promise<void> {
    await this.#openPicker(place);
    const kinds = this.#page.getByRole("group", { name: t("editor.value.kind") });
    await kinds.getByRole("button", { name: t(`editor.value.${kind}`) }).click();
    await expect(this.#cell("text", place)).toBeFocused();
  }

  async #nameRow(place: number, name: string): Promise<void> {
    await this.#cell("name", place).click();
    await this.#typeSeen(name, (typed) => new RegExp(`[?&]${typed.replaceAll(".", "\\.")}=`));
  }

  #cell(column: string, place: number): Locator {
    const label = t("editor.rows.cell", { column: t(`editor.rows.${column}`), place: String(place) });
    return this.#page.getByLabel(label, { exact: true });
  }

  #field(label: string): Locator {
    return this.#page.getByLabel(t(label), { exact: true });
  }

  async #typeSeen(text: string, seen: Seen): Promise<void> {
    for (let end = 1; end <= text.length; end += 1) {
      await this.#page.keyboard.type(text.charAt(end - 1));
      await expect(this.exact).toContainText(seen(text.slice(0, end)));
    }
  }
}
