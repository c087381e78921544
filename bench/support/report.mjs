// Medians, spread and ratios, as a Markdown page and a plot.

const NAMES = {
  vestibule: "Vestibule",
  amplify: "Amplify",
  "identity-js": "amazon-cognito-identity-js",
  sdk: "AWS SDK, fromCognitoIdentityPool",
  navigation: "the navigation alone",
  element: "Vestibule's element",
  "element-prerendered": "Vestibule's element, the form in the HTML",
  screens: "a Leptos page with Vestibule's screens",
  "screens-prerendered": "that Leptos page, the form in the HTML",
  "plain-form": "a plain form, without styles and scripts",
  "scripted-form": "the same, drawn by a script of one line in a file",
};
const OURS = ["vestibule", "element", "element-prerendered", "screens", "screens-prerendered"];
const PLOT = { width: 840, labelWidth: 330, valueWidth: 90, barHeight: 18, gap: 6, titleHeight: 28, tableGap: 10 };

export function report(tables, { browser, cores, load, rounds, budgets, versions }) {
  const text = [
    "# Times measured by `cargo xtask bench`",
    "",
    `${new Date().toISOString().slice(0, 10)}, Chromium ${browser}, ${cores} cores with a load of ${load} at the end, ${rounds} rounds in turns after warm-up, against the local emulator.`,
    `The other libraries, as locked in [package-lock.json](package-lock.json): ${versions}.`,
    "",
    "![medians](results.svg)",
    ...tables.flatMap((table) => [...toMarkdown(table), ...verdicts(table, budgets)]),
    "",
  ].join("\n");
  return { text, plot: plot(tables.filter(({ base }) => base)) };
}

/** The quantile `q` (0 to 1), interpolated linearly. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)];
  return low + (sorted[Math.ceil(position)] - low) * (position % 1);
}

function toMarkdown({ title, unit, base, values }) {
  const head = base
    ? `| | median, ${unit} | middle half | of ${NAMES[base]}'s |\n|---|--:|--:|--:|`
    : `| | ${unit} |\n|---|--:|`;
  const rows = Object.entries(values).map(([name, list]) => {
    const median = quantile(list, 0.5);
    if (!base) return `| ${name} | ${median.toFixed(0)} |`;
    const spread = `${quantile(list, 0.25).toFixed(1)} to ${quantile(list, 0.75).toFixed(1)}`;
    const ratio = (median / quantile(values[base], 0.5)).toFixed(2);
    return `| ${NAMES[name]} | ${median.toFixed(1)} | ${spread} | ${ratio} |`;
  });
  return ["", `## ${title}`, head, ...rows];
}

/** Compares a table with its budgets (`budget` is Vestibule's, `budgets` are by row). Exceeding one is no failure. */
function verdicts(table, limits) {
  const rows = table.budgets ?? (table.budget && { vestibule: table.budget });
  if (!rows) return [];
  const medians = Object.fromEntries(Object.entries(table.values).map(([name, list]) => [name, quantile(list, 0.5)]));
  const lines = Object.entries(rows).map(([name, budget]) => {
    const { limit, goal } = limits[budget];
    const row = table.budgets ? `${NAMES[name]}: budget` : "Budget";
    const result = verdict(medians[name] / medians[table.base], limits[budget]);
    return `${row} ${limit}, goal ${goal} of ${NAMES[table.base]}'s time: ${result}.`;
  });
  if (medians.navigation) lines.push(withoutNavigation(medians, table, limits));
  return ["", ...lines.map((line) => `- ${line}`)];
}

/** What the libraries add to the navigation, which is the same for all. */
function withoutNavigation(medians, { base, budget }, limits) {
  const ours = medians.vestibule - medians.navigation;
  const theirs = medians[base] - medians.navigation;
  const share = (medians.navigation / medians[base]).toFixed(2);
  const result = verdict(ours / theirs, limits[budget]);
  return `The navigation alone is ${share} of it. Without it: ${ours.toFixed(1)} ms and ${theirs.toFixed(1)} ms, ${result}.`;
}

function verdict(ratio, { limit, goal }) {
  const text = ratio <= goal ? "goal reached" : ratio <= limit ? "budget met" : "**budget not met**";
  return `${text}, ${ratio.toFixed(3)}`;
}

/** A bar for each median, scaled to the longest of its table. */
function plot(tables) {
  const { width, labelWidth, valueWidth, barHeight, gap, titleHeight, tableGap } = PLOT;
  const shapes = [];
  let y = 0;
  for (const { title, unit, values } of tables) {
    shapes.push(`<text x="0" y="${y + 18}" font-weight="bold">${title}</text>`);
    y += titleHeight;
    const medians = Object.entries(values).map(([name, list]) => [name, quantile(list, 0.5)]);
    const longest = Math.max(...medians.map(([, median]) => median));
    for (const [name, median] of medians) {
      const length = (median / longest) * (width - labelWidth - valueWidth);
      const colour = OURS.includes(name) ? "#2563eb" : "#94a3b8";
      const valueX = (labelWidth + length + 6).toFixed(1);
      shapes.push(`<text x="0" y="${y + 14}">${NAMES[name]}</text>`);
      shapes.push(
        `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3" fill="${colour}"/>`,
      );
      shapes.push(`<text x="${valueX}" y="${y + 14}">${median.toFixed(1)} ${unit}</text>`);
      y += barHeight + gap;
    }
    y += tableGap;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="13"><rect width="${width}" height="${y}" fill="#fff"/>${shapes.join("")}</svg>\n`;
}
