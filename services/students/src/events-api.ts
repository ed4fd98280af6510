import { type Call, implement, type Service } from "@flotilla/chassis";
import { isVersion, type Side, type Version, versionAt } from "@flotilla/chassis/relation";
import { StudentEventsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { touch } from "./api/write.ts";
import { type ApplyLinkPorts, applyCourseLink } from "./domain/apply-link.ts";
import { spreadLinks } from "./domain/spread-links.ts";

/** StudentEventsService over the domain: what the messages of the queue call. */
export function createEventsApi(ports: ApplyLinkPorts): Service {
  return implement(StudentEventsService, {
    async spreadStudentLinks({ id, oldIds, newIds }, call) {
      const version = readVersion(call, "left");
      await spreadLinks(ports.publisher, { studentId: id, version, before: oldIds, after: newIds });
      return {};
    },

    async applyStudentLink({ id, payloadId, type }, call) {
      const update = {
        studentId: id,
        courseId: payloadId,
        version: readVersion(call, "right"),
        isPresent: type !== UpdateType.Delete,
        messageId: call.header("queue-message-id"),
      };
      await applyCourseLink(ports, update, (change) => void touch(call, change));
      return {};
    },
  });
}

/** The version that the sender gave the change; senders of before versions changed it when the message was stored. */
function readVersion(call: Call, sender: Side): Version {
  const said = call.header("link-version");
  return said !== undefined && isVersion(said)
    ? said
    : versionAt(sender, Number(call.header("queue-message-time") ?? 0));
}
