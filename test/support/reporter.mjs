import Mocha from 'mocha'

/** Prints what fails as mocha's spec does, and ends with the one line that CI reads. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`)
    })
  }
}
