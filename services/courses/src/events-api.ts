import { type Call, implement, type Service } from "@flotilla/chassis";
import { isVersion, type Side, type Version, versionAt } from "@flotilla/chassis/relation";
import { CourseEventsService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { touch } from "./api/write.ts";
import { type ApplyLinkPorts, applyStudentLink } from "./domain/apply-link.ts";
import { spreadLinks } from "./domain/spread-links.ts";

/** CourseEventsService over the domain: what the messages of the queue call. */
export function createEventsApi(ports: ApplyLinkPorts): Service {
  return implement(CourseEventsService, {
    async spreadCourseLinks({ id, oldIds, newIds }, call) {
      const version = readVersion(call, "right");
      await spreadLinks(ports.publisher, { courseId: id, version, before: oldIds, after: newIds });
      return {};
    },

    async applyCourseLink({ id, payloadId, type }, call) {
      const update = {
        courseId: id,
        studentId: payloadId,
        version: readVersion(call, "left"),
        isPresent: type !== UpdateType.Delete,
        messageId: call.header("queue-message-id"),
      };
      await applyStudentLink(ports, update, (change) => void touch(call, change));
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
