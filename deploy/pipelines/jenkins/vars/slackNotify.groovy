/** Tells a `channel` how this build ended, with a link to it. */
void call(Map options) {
    slackSend(
        channel: options.channel,
        color: options.color,
        message: "${env.JOB_NAME} ${env.BUILD_DISPLAY_NAME} ${options.text}: ${env.BUILD_URL}",
    )
}
