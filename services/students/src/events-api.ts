import { implement, type Service } from "@flotilla/chassis";
import { readLinkVersion } from "@flotilla/chassis/relation";
import { StudentEventsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { touch } from "./api/write.ts";
import { type ApplyLinkPorts, applyCourseLink } from "./domain/apply-link.ts";
import { spreadLinks } from "./domain/spread-links.ts";

/** StudentEventsService over the domain: what the messages of the queue call. */
export function createEventsApi(ports: ApplyLinkPorts): Service {
  return implement(StudentEventsService, {
    async spreadStudentLinks({ id, oldIds, newIds }, call) {
      const version = readLinkVersion(call, "left");
      await spreadLinks(ports.publisher, { studentId: id, version, before: oldIds, after: newIds });
      return {};
    },

    async applyStudentLink({ id, payloadId, type }, call) {
      const update = {
        studentId: id,
        courseId: payloadId,
        version: readLinkVersion(call, "right"),
        isPresent: type !== UpdateType.Delete,
        messageId: call.header("queue-message-id"),
      };
      // A student that is not there shows nothing.
      call.touch({ course_ids: [] });
      await applyCourseLink(ports, update, (change) => void touch(call, change));
      return {};
    },
  });
}
