import { implement, type Service } from "@flotilla/chassis";
import { readLinkVersion } from "@flotilla/chassis/relation";
import { CourseEventsService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { touch } from "./api/write.ts";
import { type ApplyLinkPorts, applyStudentLink } from "./domain/apply-link.ts";
import { spreadLinks } from "./domain/spread-links.ts";

/** CourseEventsService over the domain: what the messages of the queue call. */
export function createEventsApi(ports: ApplyLinkPorts): Service {
  return implement(CourseEventsService, {
    async spreadCourseLinks({ id, oldIds, newIds }, call) {
      const version = readLinkVersion(call, "right");
      await spreadLinks(ports.publisher, { courseId: id, version, before: oldIds, after: newIds });
      return {};
    },

    async applyCourseLink({ id, payloadId, type }, call) {
      const update = {
        courseId: id,
        studentId: payloadId,
        version: readLinkVersion(call, "left"),
        isPresent: type !== UpdateType.Delete,
        messageId: call.header("queue-message-id"),
      };
      // A course that is not there shows nothing.
      call.touch({ student_ids: [] });
      await applyStudentLink(ports, update, (change) => void touch(call, change));
      return {};
    },
  });
}
