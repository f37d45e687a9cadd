// Variables of a message are clicked, not typed: a chip under a text puts `{变量}` where the cursor stands.
(() => {
  const insert = (field, text) => {
    const from = field.selectionStart ?? field.value.length;
    const to = field.selectionEnd ?? from;
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  const chip = (field, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.className =
      "border border-base-200 rounded-default px-2 py-1 mr-2 mt-2 text-xs hover:bg-base-100 dark:border-base-700 dark:hover:bg-base-800";
    button.addEventListener("click", () => insert(field, `{${name}}`));
    return button;
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-variables]").forEach((field) => {
      const names = field.dataset.variables.split("，").filter(Boolean);
      const chips = document.createElement("div");
      chips.append(...names.map((name) => chip(field, name)));
      field.after(chips);
    });
  });
})();
