// Medians, spread and ratios, as a Markdown page and a plot.

const NAMES = {
  vestibule: "Vestibule",
  amplify: "Amplify",
  "identity-js": "amazon-cognito-identity-js",
  sdk: "AWS SDK, fromCognitoIdentityPool",
  floor: "the navigation alone",
  element: "Vestibule's element",
  "element-prerendered": "Vestibule's element, the form in the page from the beginning",
  screens: "a Leptos page with Vestibule's screens",
  prerendered: "that Leptos page, the form in the page from the beginning",
  "plain-form": "a plain form, without styles and scripts",
};
const OURS = ["vestibule", "element", "screens", "prerendered", "element-prerendered"];
const PLOT = { width: 840, label: 330, bar: 18, gap: 6, head: 28 };

export function report(tables, { browser, cores, load, rounds, budgets, versions }) {
  const text = [
    "# What `cargo xtask bench` measured",
    "",
    `${new Date().toISOString().slice(0, 10)}, Chromium ${browser}, ${cores} cores with a load of ${load} at the end, ${rounds} rounds in turns after warm-up, against the local emulator.`,
    `The peers, as locked in [package-lock.json](package-lock.json): ${versions}.`,
    "",
    "![medians](results.svg)",
    ...tables.flatMap((one) => [...table(one), ...verdicts(one, budgets)]),
    "",
  ].join("\n");
  return { text, plot: plot(tables.filter(({ base }) => base)) };
}

/** The value below which the part `q` of all values lies, between neighbours in a straight line. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)];
  return low + (sorted[Math.ceil(place)] - low) * (place % 1);
}

function table({ title, unit, base, values }) {
  const head = base ? `| | median, ${unit} | middle half | of ${NAMES[base]}'s |\n|---|--:|--:|--:|` : `| | ${unit} |\n|---|--:|`;
  const rows = Object.entries(values).map(([name, list]) => {
    const median = quantile(list, 0.5);
    if (!base) return `| ${name} | ${median.toFixed(0)} |`;
    const spread = `${quantile(list, 0.25).toFixed(1)} to ${quantile(list, 0.75).toFixed(1)}`;
    const ratio = (median / quantile(values[base], 0.5)).toFixed(2);
    return `| ${NAMES[name]} | ${median.toFixed(1)} | ${spread} | ${ratio} |`;
  });
  return ["", `## ${title}`, head, ...rows];
}

/** What the budgets say of ratios: they never fail. */
function verdicts({ budget, budgets: its = budget && { vestibule: budget }, base, values }, budgets) {
  if (!its) return [];
  const medians = Object.fromEntries(Object.entries(values).map(([name, list]) => [name, quantile(list, 0.5)]));
  const lines = Object.entries(its).map(([name, budget]) => {
    const { limit, goal } = budgets[budget];
    const whose = budget === its.vestibule ? "" : `${NAMES[name]}: `;
    return `${whose}budget ${limit}, goal ${goal} of ${NAMES[base]}'s time: ${verdict(medians[name] / medians[base], budgets[budget])}.`;
  });
  if (medians.floor) {
    const [ours, theirs] = [medians.vestibule - medians.floor, medians[base] - medians.floor];
    lines.push(
      `The navigation alone is ${(medians.floor / medians[base]).toFixed(2)} of it; beyond it, ${ours.toFixed(1)} ms stand against ${theirs.toFixed(1)} ms: ${verdict(ours / theirs, budgets[budget])}.`,
    );
  }
  return ["", ...lines.map((line) => `- ${line[0].toUpperCase()}${line.slice(1)}`)];
}

function verdict(ratio, { limit, goal }) {
  const text = ratio <= goal ? "the goal is reached" : ratio <= limit ? "the budget is kept" : "**the budget is not kept**";
  return `${text}, at ${ratio.toFixed(3)}`;
}

/** A bar for each median, to its table's own scale. */
function plot(tables) {
  const { width, label, bar, gap, head } = PLOT;
  let y = 0;
  const parts = [];
  for (const { title, unit, values } of tables) {
    parts.push(`<text x="0" y="${y + 18}" font-weight="bold">${title}</text>`);
    y += head;
    const medians = Object.entries(values).map(([name, list]) => [name, quantile(list, 0.5)]);
    const most = Math.max(...medians.map(([, median]) => median));
    for (const [name, median] of medians) {
      const length = (median / most) * (width - label - 90);
      const colour = OURS.includes(name) ? "#2563eb" : "#94a3b8";
      parts.push(`<text x="0" y="${y + 14}">${NAMES[name]}</text>`);
      parts.push(`<rect x="${label}" y="${y}" width="${length.toFixed(1)}" height="${bar}" rx="3" fill="${colour}"/>`);
      parts.push(`<text x="${(label + length + 6).toFixed(1)}" y="${y + 14}">${median.toFixed(1)} ${unit}</text>`);
      y += bar + gap;
    }
    y += 10;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="13"><rect width="${width}" height="${y}" fill="#fff"/>${parts.join("")}</svg>\n`;
}
