// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * volume.c - activates a logical volume; see volume.h.
 */
#include "second-kernel/capture/volume.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kdump-prep/capture_config.h"
#include "second-kernel/capture/machine.h"
#include "second-kernel/capture/program.h"

/*
 * There is neither udev, nor a daemon of LVM's, nor another process that would
 * have to be locked out, nor a file that could keep anything; what is neither a
 * disk nor a part of one loses time.
 */
#define LVM_CONFIG \
	"devices{use_devicesfile=0 obtain_device_list_from_udev=0 " \
	"external_device_info_source=\"none\" " \
	"filter=[\"r,^/dev/(ram|loop|fd|sr),\",\"a,.*,\"]} " \
	"activation{udev_sync=0 udev_rules=0 monitoring=0} " \
	"global{use_lvmpolld=0 use_lvmlockd=0} " \
	"backup{backup=0 archive=0}"
/* Between two attempts. */
#define PAUSE_US 300000

struct said {
	char missing[KDP_PROGRAM_LINE];	/* of its disks */
	char last[KDP_PROGRAM_LINE];
};

static void take(void *context, const char *line)
{
	struct said *said = context;

	line += strspn(line, " ");
	if (strstr(line, " is missing PV "))
		snprintf(said->missing, sizeof(said->missing), "%s", line);
	if (line[0])
		snprintf(said->last, sizeof(said->last), "%s", line);
}

KDP_MUST_CHECK
static struct kdp_error *activate(const char *name, struct said *said,
				  int *status_ret)
{
	char volume[KDP_CAPTURE_WORD];
	char *argv[] = {
		(char *)KDP_CAPTURE_LVM_PROGRAM, (char *)"lvchange",
		(char *)"--activate", (char *)"y", (char *)"--sysinit",
		(char *)"--nolocking", (char *)"--config", (char *)LVM_CONFIG,
		volume, NULL,
	};

	snprintf(volume, sizeof(volume), "%s", name);
	memset(said, 0, sizeof(*said));
	return kdp_program_run(argv, -1, take, said, status_ret);
}

static bool is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISBLK(st.st_mode);
}

KDP_MUST_CHECK
static struct kdp_error *not_active(const char *name, double seconds,
				    const struct said *said, int status)
{
	return kdp_error_create(KDP_ERROR_NOT_FOUND,
				"volume %s is not active after %.0f s (lvm: status %d): %s",
				name, seconds,
				WIFEXITED(status) ? WEXITSTATUS(status) : -1,
				said->missing[0] ? said->missing : said->last);
}

struct kdp_error *kdp_volume_wait(const char *name, double seconds, char *path,
				  size_t size)
{
	double until = kdp_machine_seconds() + seconds;
	struct kdp_error *err;
	struct said said;
	int status;

	snprintf(path, size, "/dev/%s", name);
	for (;;) {
		err = activate(name, &said, &status);
		if (err || (status == 0 && is_there(path)))
			return err;
		if (kdp_machine_seconds() >= until)
			return not_active(name, seconds, &said, status);
		usleep(PAUSE_US);
	}
}
