module.exports = (entry) => {
  let launcher;
  try {
    launcher = require('../dist/launcher.cjs');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    require('node:fs').writeSync(
      2,
      `stint is not built: run npm ci && npm run build in ${require('node:path').dirname(__dirname)}\n`,
    );
    process.exitCode = 70;
    return;
  }
  launcher.launch(process.argv.slice(2), entry);
};
