// Chinese for what the site's libraries write from their scripts, where no catalogue of messages reaches.
(() => {
  const words = {
    "scrollable content": "可滚动的内容",
    "Remove all items": "清除",
    "Remove item": "移除",
    paragraph: "段落样式",
    Paragraph: "正文",
    "Heading 2": "二级标题",
    "Heading 3": "三级标题",
    "Heading 4": "四级标题",
    "unordered list": "项目列表",
    "ordered list": "编号列表",
    blockquote: "引用",
    "horizontal rule": "分隔线",
    bold: "加粗",
    italic: "斜体",
    underline: "下划线",
    strike: "删除线",
    "Insert table": "插入表格",
    "Add column": "增加列",
    "Delete column": "删除列",
    "Add row": "增加行",
    "Delete row": "删除行",
    "Merge cells": "合并单元格",
    "Split cell": "拆分单元格",
    "Toggle header cell": "切换表头",
    "Delete table": "删除表格",
    undo: "撤销",
    redo: "重做",
  };
  const places = ".prose-menubar [title], .simplebar-content-wrapper, .select2-container [title]";

  const translate = () => {
    for (const element of document.querySelectorAll(places)) {
      for (const name of ["title", "aria-label"]) {
        const chinese = words[element.getAttribute(name)];
        if (chinese) element.setAttribute(name, chinese);
      }
    }
    for (const element of document.querySelectorAll(".prose-menubar__option > *")) {
      const chinese = words[element.textContent];
      if (chinese) element.textContent = chinese;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    translate();
    new MutationObserver(translate).observe(document.body, {
      attributeFilter: ["title", "aria-label"],
      childList: true,
      subtree: true,
    });
  });
})();
