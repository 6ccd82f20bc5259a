// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the check of a saved vmcore, of the pages that it lacks, and of its
 * build ID against itself.
 */
#include "kdump-prep/verify.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("vmcore", MFD_CLOEXEC);
	struct kdp_verify found;

	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, data, size) == (ssize_t)size);
	if (fuzz_ok(kdp_verify(fd, &found))) {
		FUZZ_CHECK(found.release[0]);
		FUZZ_CHECK(!found.packing || found.pages);
		fuzz_ok(kdp_verify_pages(fd, &found));
		fuzz_ok(kdp_verify_vmlinux(&found, fd));
	}
	close(fd);
	return 0;
}
