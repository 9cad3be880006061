// What a pure module must not do though it compiles: read the clock, chance or the zone of the machine. For `npm run check` and its test.
import ts from 'typescript';

const clockPaths =
  /^date-fns\/(?:is(?:Today|Tomorrow|Yesterday|Past|Future|This\w+)|formatDistanceToNow\w*|(?:start|end)Of(?:Today|Tomorrow|Yesterday))$/;
const zonePaths = /^date-fns\/(?!constants$|secondsToHours$|milliseconds$)/;

/** Methods of Date, and of what prints dates, whose answer depends on the zone of the machine. */
const zoneMethods =
  /^(?:getTimezoneOffset|getYear|[gs]et(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)|to(?:Date|Time|Locale|LocaleDate|LocaleTime)String)$/;

const isName = (node, text) => ts.isIdentifier(node) && node.text === text;

/** `[{ line, what }]`: each place in the text of a TypeScript file that asks the machine for the time, for chance or for its zone. */
export const findImpure = (path, text) => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found = [];
  const report = (node, what) => found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const { expression, name } = node;
      if (isName(expression, 'Date') && name.text === 'now') report(node, 'Date.now reads the clock');
      else if (isName(expression, 'Math') && name.text === 'random') report(node, 'Math.random is chance');
      else if (zoneMethods.test(name.text)) report(node, `${name.text} depends on the zone of the machine`);
    } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      const name = node.argumentExpression.text;
      if (name === 'now' || name === 'random' || zoneMethods.test(name)) report(node, `${name} by a computed name`);
    } else if (ts.isNewExpression(node) && isName(node.expression, 'Date')) {
      const count = node.arguments?.length ?? 0;
      if (count === 0) report(node, 'new Date() reads the clock');
      if (count > 1) report(node, 'new Date with parts depends on the zone of the machine');
    } else if (ts.isCallExpression(node) && isName(node.expression, 'Date')) report(node, 'Date() reads the clock');
    else if (ts.isIdentifier(node) && /^(?:Intl|Temporal|performance|crypto|globalThis)$/.test(node.text))
      report(node, `${node.text} reaches the clock, chance or zone of the machine`);
    else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = node.moduleSpecifier.text;
      if (clockPaths.test(from)) report(node, `${from} reads the clock`);
      else if (zonePaths.test(from)) report(node, `${from} depends on the zone of the machine`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};
